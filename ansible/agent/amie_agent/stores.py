"""Mail stores: one folder per mailbox, set aside by a rename and only then ever erased.

The folder of stores belongs to the mail daemon's account, so everything in it is treated as hostile: names are looked
up relative to a folder held open, links are never followed, and nothing is ever overwritten. What is set aside stands
under a folder that only root may enter.
"""

import contextlib
import ctypes
import errno
import os
import shutil
import stat

from .protocol import Refused
from .values import BadValue, parse_store

ROOT = "/var/vmail"
ASIDE = ".aside"
PURGING = ".purging."  # no store name begins with a dot
_NO_REPLACE = 1
_libc = ctypes.CDLL(None, use_errno=True)


class Stores:
    def __init__(self, root: str = ROOT):
        self._root = root

    def states(self, names=None) -> dict:
        """State per store: `open`, `aside`, `missing`, or `both` when it is in the two places. Never writes."""
        with self._open() as (vmail, aside):
            here, there = folders_in(vmail, names), folders_in(aside, names)
        asked = here | there if names is None else names
        return {name: state_of(name in here, name in there) for name in asked}

    def set_aside(self, name: str) -> str:
        with self._open() as (vmail, aside):
            return move(name, vmail, aside, "aside")

    def restore(self, name: str) -> str:
        with self._open() as (vmail, aside):
            return move(name, aside, vmail, "open")

    def purge(self, name: str) -> str:
        """Erases a store that was set aside; refuses one that is open."""
        with self._open() as (vmail, aside):
            if is_there(name, vmail):
                raise Refused("busy", "the store is open: set it aside first")
            # Under its own name a half-erased store could be restored.
            doomed = PURGING + name
            if is_there(doomed, aside):
                shutil.rmtree(doomed, dir_fd=aside)
            if is_there(name, aside):
                rename(name, aside, doomed, aside)
                shutil.rmtree(doomed, dir_fd=aside)
            os.fsync(aside)
        return "missing"

    @contextlib.contextmanager
    def _open(self):
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
        vmail = os.open(self._root, flags)
        try:
            aside = os.open(ASIDE, flags, dir_fd=vmail)
            try:
                refuse_shared(aside)
                yield vmail, aside
            finally:
                os.close(aside)
        finally:
            os.close(vmail)


def refuse_shared(aside: int) -> None:
    """A folder that the mail daemon could enter would protect nothing."""
    seen = os.fstat(aside)
    if seen.st_uid != os.geteuid() or seen.st_mode & 0o077:
        raise Refused("failed", "the folder of what is set aside is not private to root")


def state_of(is_here: bool, is_there: bool) -> str:
    if is_here and is_there:
        return "both"
    return "open" if is_here else "aside" if is_there else "missing"


def folders_in(folder: int, names=None) -> set:
    """Stores that are there: of those named, or of all. Names are looked up one by one: a folder may hold many more."""
    if names is not None:
        return {name for name in names if is_there(name, folder)}
    with os.scandir(folder) as entries:
        return {entry.name for entry in entries if is_store(entry.name) and entry.is_dir(follow_symlinks=False)}


def is_store(name: str) -> bool:
    try:
        return bool(parse_store(name))
    except BadValue:
        return False


def move(name: str, source: int, target: int, arrived: str) -> str:
    """Moves a store; says `arrived`, also when it had been moved before, or `missing` when there is none."""
    try:
        rename(name, source, name, target)
    except FileNotFoundError:
        return arrived if is_there(name, target) else "missing"
    except FileExistsError:
        raise Refused("failed", "the store is both open and set aside") from None
    if not is_there(name, target):
        # What was moved is no folder (a link, most likely). It was never followed: put it back and say so.
        with contextlib.suppress(OSError):
            rename(name, target, name, source)
        raise Refused("failed", "the store is not a folder")
    os.fsync(target)
    os.fsync(source)
    return arrived


def is_there(name: str, folder: int) -> bool:
    try:
        return stat.S_ISDIR(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
    except FileNotFoundError:
        return False


def rename(old: str, source: int, new: str, target: int) -> None:
    """renameat2 with RENAME_NOREPLACE: a plain rename would silently replace an empty folder."""
    if _libc.renameat2(source, os.fsencode(old), target, os.fsencode(new), _NO_REPLACE) == 0:
        return
    number = ctypes.get_errno()
    if number == errno.EEXIST:
        raise FileExistsError(number, os.strerror(number))
    raise OSError(number, os.strerror(number))
