"""Volumes of the backup server: one tree a repository, with the limit that the file system itself enforces.

Everything down to a repository's own folders belongs to root, so no path here can be swapped by the account it is for.
"""

import contextlib
import os
import pwd

from .. import disks
from ..protocol import Refused
from ..stores import is_there, rename
from ..values import BadValue
from .values import parse_repository

ROOT = "/srv/backup"
ASIDE = ".aside"
KEPT = ".kept"
PURGING = ".purging."
PATIENCE = 20  # seconds the file system may take to forget what it counted of an erased tree


class Volumes:
    def __init__(self, root: str = ROOT):
        self._root = root

    def path(self, name: str) -> str:
        return os.path.join(self._root, name)

    def is_open(self, name: str) -> bool:
        with self._folder("") as root:
            return is_there(name, root)

    def is_aside(self, name: str) -> bool:
        with self._folder(ASIDE) as aside:
            return is_there(name, aside)

    def names(self) -> set:
        """Names of all there is, open or aside."""
        found = set()
        for folder in ("", ASIDE):
            with self._folder(folder) as opened:
                found.update(name for name in os.listdir(opened) if is_repository(name))
        return found

    def create(self, name: str, group: int) -> None:
        """Root's own, passable by the repository's group alone."""
        if not self.is_open(name):
            self._make(name)
        os.chown(self.path(name), 0, group)
        os.chmod(self.path(name), 0o710)

    def make_folder(self, name: str, source: str, owner: int, group: int) -> None:
        """The folder of a source's Borg repository, and nobody else's."""
        folder = os.path.join(self.path(name), source)
        with contextlib.suppress(FileExistsError):
            os.mkdir(folder, 0o700)
        os.chown(folder, owner, group, follow_symlinks=False)

    def folder_owner(self, name: str, source: str):
        """Number of the account a source's folder belongs to; None when there is none."""
        try:
            return os.lstat(os.path.join(self.path(name), source)).st_uid
        except FileNotFoundError:
            return None

    def set_aside(self, name: str) -> None:
        self._move(name, "", ASIDE)

    def bring_back(self, name: str) -> None:
        self._move(name, ASIDE, "")

    def erase(self, name: str) -> None:
        """Erases what was set aside, and the days kept of it. Renamed first: under its own name, half of it could be
        brought back."""
        doomed = PURGING + name
        with self._folder(ASIDE) as aside:
            if is_there(name, aside):
                rename(name, aside, doomed, aside)
            if is_there(doomed, aside):
                self._delete(os.path.join(self._root, ASIDE), doomed, number_of(name))
        kept = os.path.join(self._root, KEPT, name)
        for day in os.listdir(kept) if os.path.isdir(kept) else []:
            self._delete(kept, day)
        with contextlib.suppress(FileNotFoundError):
            os.rmdir(kept)

    def limit(self, name: str, size: int) -> None:
        """Bytes, in whole KiB."""
        if self.sizes(name)[1] != size:
            with self._folder(name) as tree:
                disks.way_of(tree).limit(tree, self._number(name), size // 1024)

    def sizes(self, name: str):
        """Bytes used and the limit in bytes, of an open volume or one set aside; None for what cannot be told."""
        path = self.path(name) if self.is_open(name) else os.path.join(self._root, ASIDE, name)
        try:
            used, most = disks.way_at(path).use(path, self._number(name))
        except (Refused, FileNotFoundError):
            return None, None
        return used * 1024, None if most is None else most * 1024

    def _number(self, name: str) -> int:
        number = number_of(name)
        if number is None:
            raise Refused("failed", "the repository has no account")
        return number

    def _make(self, name: str) -> None:
        with self._folder("") as root:
            disks.way_of(root).make(root, name)

    def _delete(self, parent: str, name: str, account=None) -> None:
        with self._folder(parent) as folder:
            disks.way_of(folder).erase(folder, name, account, PATIENCE)

    def _move(self, name: str, source: str, target: str) -> None:
        with self._folder(source) as here, self._folder(target) as there:
            try:
                rename(name, here, name, there)
            except FileNotFoundError:
                return
            except FileExistsError:
                raise Refused("failed", "the repository is both in use and set aside") from None
            os.fsync(there)
            os.fsync(here)

    @contextlib.contextmanager
    def _folder(self, name: str):
        opened = os.open(os.path.join(self._root, name), os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            yield opened
        finally:
            os.close(opened)


def is_repository(name: str) -> bool:
    try:
        return bool(parse_repository(name))
    except BadValue:
        return False


def number_of(name: str):
    """Number of a repository's account, to which all that its sources send belongs; None when there is none."""
    try:
        return pwd.getpwnam(name).pw_uid
    except KeyError:
        return None
