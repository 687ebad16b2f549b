"""A part of a site's log: bytes of one of its files, the one in use or one that was turned, compressed or not.

A place is a file and how many bytes into it. The file is known by its first line, which stays the same whatever a rotation
calls, moves or compresses it to: a log that turns between two parts loses no line and repeats none.
"""

import contextlib
import os

from .. import rotated_log
from ..files import open_folder
from ..protocol import Refused
from ..values import text
from . import homes, places

START = "start"
TRIES = 10
parse_place = text("place in a log", "[0-9a-f]{32}:[0-9]{1,15}")


def parse_after(value):
    return value if value == START else parse_place(value)


def part(name: str, log: str, before, after, most: int) -> dict:
    """What ends at `before`, or begins at `after`, or ends with the log; it begins and ends with a line if one fits.

    `before` and `after` of the answer are the places that join it; None where the log begins or ends.
    """
    if before is not None and after is not None:
        raise Refused("bad-value", "a part before a place or after one, not both")
    with opened(name, f"{log}.log") as files:
        if not files:
            return {"text": "", "from": 0, "size": 0, "before": None, "after": None}
        at, start, content = forward(files, after, most) if after is not None else backward(files, before, most)
        return {
            "text": content.decode("utf-8", "replace"),
            "from": start,
            "size": files[at].size(),
            "before": None if (at, start) == (0, 0) else place(files[at], start),
            "after": following(files, at, start + len(content)),
        }


def backward(files, before, most: int):
    at, end = found(files, before) if before is not None else (len(files) - 1, files[-1].size())
    while end == 0 and at > 0:
        at, end = at - 1, files[at - 1].size()
    start = max(0, end - most)
    content = files[at].part(start, end - start)
    # A line that is longer than what was asked for comes in pieces.
    cut = content.find(b"\n", 0, len(content) - 1) + 1 if start > 0 else 0
    return at, start + cut, content[cut:]


def forward(files, after: str, most: int):
    at, start = found(files, after) if after != START else (0, 0)
    while start >= files[at].size() and at < len(files) - 1:
        at, start = at + 1, 0
    left = files[at].size() - start
    content = files[at].part(start, min(most, left))
    cut = content.rfind(b"\n") + 1 if most < left else 0
    return at, start, content[: cut or len(content)]


def found(files, place_asked: str):
    """The file of a place, and the bytes into it; refuses one that is not kept any more rather than pass over lines."""
    name, offset = place_asked.split(":")
    for at, file in enumerate(files):
        if file.name == name:
            return at, min(int(offset), file.size())
    raise Refused("gone", "that part of the log is not kept any more")


def following(files, at: int, end: int):
    return None if at == len(files) - 1 and end >= files[at].size() else place(files[at], end)


def place(file, offset: int) -> str:
    return f"{file.name}:{offset}"


@contextlib.contextmanager
def opened(name: str, base: str):
    """All files of a log, oldest first. Only a folder of root's is looked into, and only files are opened in it."""
    try:
        folder = open_folder(f"{places.data()}/{homes.LOGS}/{name}")
    except FileNotFoundError:
        raise Refused("not-found", "there is no such site") from None
    try:
        if os.fstat(folder).st_uid != os.geteuid():
            raise Refused("failed", "the folder of logs is another account's")
        files = settled(f"/proc/self/fd/{folder}/{base}")
        try:
            yield files
        finally:
            close(files)
    finally:
        os.close(folder)


def settled(path: str) -> list:
    """A rotation or a compression at the moment of looking could hide a file: looked at again until nothing moved."""
    for _ in range(TRIES):
        names = rotated_log.rotations(path)
        files = rotated_log.opened_files(path)
        if rotated_log.rotations(path) == names:
            return files[::-1]
        close(files)
    raise Refused("busy", "the log is being turned")


def close(files) -> None:
    for file in files:
        file.close()
