"""What a backup server tells people of a repository beside its state: its newest evening's copy, and what each machine of
the member's own has there. Read from outside, without a passphrase.
"""

import os
import re
import stat

from ..files import open_folder
from .volumes import KEPT, ROOT

DAY = re.compile(r"\d{4}-\d\d-\d\d")
# Borg's own line for each change through a door that only adds; what the server itself compacts writes none.
_WRITTEN = re.compile(rb"UTC time (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)")
TAIL = 400  # bytes, of which a line takes some 60


def activity(name: str, keys, root: str = ROOT) -> dict:
    machines = [{"source": key["source"], **machine(root, name, key["source"])} for key in keys if key["turn"] is None]
    return {"keptOn": kept_on(root, name), "machines": machines}


def kept_on(root: str, name: str):
    """Day of the newest copy; None when none can be found."""
    try:
        return max(filter(DAY.fullmatch, os.listdir(os.path.join(root, KEPT, name))), default=None)
    except OSError:
        return None


def machine(root: str, name: str, source: str) -> dict:
    """KiB in its Borg repository, None when that cannot be read; and when it last changed, None when never."""
    try:
        folder = open_folder(os.path.join(root, name, source))
    except OSError:
        return {"usedKib": None, "writtenAt": None}
    try:
        return {"usedKib": -(-size_below(folder) // 1024), "writtenAt": written_at(folder)}
    finally:
        os.close(folder)


def size_below(folder: int) -> int:
    total = 0
    for _path, _folders, names, opened in os.fwalk(".", dir_fd=folder, follow_symlinks=False):
        for name in names:
            try:
                total += os.stat(name, dir_fd=opened, follow_symlinks=False).st_size
            except FileNotFoundError:  # gone meanwhile
                continue
    return total


def written_at(folder: int):
    try:
        opened = os.open("transactions", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    except OSError:
        return None
    with open(opened, "rb") as file:
        seen = os.fstat(opened)
        if not stat.S_ISREG(seen.st_mode):
            return None
        file.seek(max(0, seen.st_size - TAIL))
        moments = _WRITTEN.findall(file.read(TAIL))
    return moments[-1].decode() + "Z" if moments else None
