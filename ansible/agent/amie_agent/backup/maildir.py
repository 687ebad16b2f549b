"""Moving whole folders in and out of a live Maildir, each by one rename: a reader finds the old one or the new one.

The store belongs to the mail daemon, so it is opened step by step without following links, and what is moved in was made
where only root could reach it.
"""

import contextlib
import ctypes
import errno
import os

from ..stores import is_there, rename
from .contents import FOLDER

_EXCHANGE = 2
_libc = ctypes.CDLL(None, use_errno=True)
# Made again by Dovecot; left where other messages now are, they would describe those wrongly.
_OF_FORMER = ("dovecot-uidlist", "dovecot.index", "dovecot.index.log", "dovecot.index.log.2", "dovecot.index.cache")


class Maildir:
    """Folders are called as on the disk: "" is the inbox, ".Work" a folder."""

    def __init__(self, descriptor: int):
        self._live = descriptor

    def folders(self) -> list:
        with os.scandir(self._live) as entries:
            found = [entry.name for entry in entries if entry.name[0] == "." and entry.is_dir(follow_symlinks=False)]
        return ["", *sorted(found)]

    def has(self, folder: str) -> bool:
        return is_there(folder, self._live)

    def free_name(self, wanted: str) -> str:
        """The name, or the same with a number when a folder of that name, or one below it, is there."""
        taken = self.folders()

        def is_free(name: str) -> bool:
            return not any(folder == name or folder.startswith(f"{name}.") for folder in taken)

        return next(name for name in candidates(wanted) if is_free(name))

    def add(self, made: int, name: str, folder: str) -> None:
        """Moves a folder made aside (its name below `made`) in. Raises FileExistsError rather than replace one."""
        rename(name, made, folder, self._live)

    def exchange(self, made: int, name: str, folder: str, kept: str) -> None:
        """Puts the made folder in the place of the live one, and the live one under `kept`, where the made one waits: what is
        live never leaves the store.
        """
        if folder and not self.has(folder):
            self.add(made, name, folder)
            return
        self.add(made, name, kept)
        if folder:
            exchange(kept, self._live, folder, self._live)
        else:
            self._exchange_inbox(kept)

    def move(self, folder: str, kept: str) -> None:
        rename(folder, self._live, kept, self._live)

    def _exchange_inbox(self, kept: str) -> None:
        waiting = os.open(kept, FOLDER, dir_fd=self._live)
        try:
            for part in ("cur", "new"):
                exchange(part, waiting, part, self._live)
            for leftover in _OF_FORMER:
                for folder in (waiting, self._live):
                    with contextlib.suppress(FileNotFoundError):
                        os.unlink(leftover, dir_fd=folder)
        finally:
            os.close(waiting)


@contextlib.contextmanager
def opened(root: str, store: str, owner: int, group: int):
    """The Maildir of a store; made when it is not there yet."""
    vmail = os.open(root, FOLDER)
    try:
        with below(vmail, store, owner, group) as home, below(home, "Maildir", owner, group) as live:
            for part in ("cur", "new", "tmp"):
                make(part, live, owner, group)
            yield Maildir(live)
    finally:
        os.close(vmail)


@contextlib.contextmanager
def below(folder: int, name: str, owner: int, group: int):
    make(name, folder, owner, group)
    inner = os.open(name, FOLDER, dir_fd=folder)
    try:
        yield inner
    finally:
        os.close(inner)


def make(name: str, folder: int, owner: int, group: int) -> None:
    with contextlib.suppress(FileExistsError):
        os.mkdir(name, 0o700, dir_fd=folder)
        os.chown(name, owner, group, dir_fd=folder, follow_symlinks=False)


def exchange(one: str, first: int, other: str, second: int) -> None:
    """Both names exist and swap what they stand for, at once (renameat2 with RENAME_EXCHANGE)."""
    if _libc.renameat2(first, os.fsencode(one), second, os.fsencode(other), _EXCHANGE) != 0:
        number = ctypes.get_errno()
        raise FileNotFoundError(number, other) if number == errno.ENOENT else OSError(number, os.strerror(number))


def candidates(wanted: str):
    yield wanted
    number = 2
    while True:
        yield f"{wanted}-{number}"
        number += 1
