"""What a source remembers of its archives, made again from the archives themselves: a new server knows nothing yet.

Needs the passphrase, so it works once root has put the member's own copy of it in its place.
"""

from ..values import BadValue
from .borg import Borg, JobFailed
from .index import Index
from .values import archive_time, parse_archive

MOST = 60  # archives looked into: every one is read through


def recover(borg: Borg, index: Index, things) -> None:
    """For the things named; does nothing when something is remembered, or nothing was ever archived."""
    if index.archives():
        return
    for archive in sorted(filter(is_ours, names_of(borg)))[-MOST:]:
        held = [told for told in (look(borg, archive, thing) for thing in things) if told["files"]]
        index.add({"archive": archive, "at": archive_time(archive), "things": held})


def names_of(borg: Borg) -> list:
    try:
        return borg.names()
    except JobFailed as failure:
        if failure.code != "repository-empty":
            raise
        return []


def look(borg: Borg, archive: str, thing) -> dict:
    below = len(thing.archived()) + 1
    files = [file for file in borg.files(archive, thing.archived()) if file["type"] == "-"]
    sizes = {file["path"][below:]: file["size"] for file in files if thing.key_of(file["path"][below:]) is not None}
    return {**thing.asked, "files": len(sizes), "bytes": sum(sizes.values()), **thing.listed(sizes)}


def is_ours(name: str) -> bool:
    try:
        return bool(archive_time(parse_archive(name)))
    except (BadValue, ValueError):
        return False
