"""A part of a site's log, as bytes from a place in the file that is in use now."""

import os

from ..files import open_folder
from ..protocol import Refused
from . import homes, places


def part(name: str, log: str, before, most: int) -> dict:
    try:
        folder = open_folder(f"{places.data()}/{homes.LOGS}/{name}")
    except FileNotFoundError:
        raise Refused("not-found", "there is no such site") from None
    try:
        descriptor = os.open(f"{log}.log", os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    except FileNotFoundError:
        return {"text": "", "from": 0, "size": 0}
    finally:
        os.close(folder)
    with open(descriptor, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        end = size if before is None else min(before, size)
        start = max(0, end - most)
        file.seek(start)
        content = file.read(end - start)
    if start > 0:  # from the beginning of a line, unless one line is longer than what was asked for
        cut = content.find(b"\n") + 1
        start, content = start + cut, content[cut:]
    return {"text": content.decode("utf-8", "replace"), "from": start, "size": size}
