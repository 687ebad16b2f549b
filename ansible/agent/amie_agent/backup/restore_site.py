"""A site, or one file or folder of it, as it was: in a folder of its own, or in its place with what was there kept.

Worked on inside the site's own volume, so that its limit holds and everything arrives by one rename; in a folder that only
root enters until then. The site's own folders are opened step by step, and no link in them is ever followed.
"""

import contextlib
import os

from ..stores import is_there, rename
from .borg import Borg, JobFailed
from .contents import FOLDER
from .maildir import candidates, exchange, make
from .scratch import hand_over, scratch
from .things import SITE_FOLDERS, SITES, thing_of

BESIDE, BEFORE = "Restored-", "Before-restore-"
PRIVATE = "private"


class SiteRestore:
    def __init__(self, request: dict, borg: Borg = None, sites: str = SITES):
        self._request = request
        self._borg = borg or Borg(request["name"])
        self._thing = thing_of(request["thing"])
        self._home = os.path.join(sites, request["thing"]["name"])

    def carry_out(self) -> dict:
        held = self._borg.files(self._request["archive"], self._thing.archived())
        below = len(self._thing.archived()) + 1
        paths = self._chosen([file["path"][below:] for file in held])
        files = [file["size"] for file in held if file["type"] == "-" and is_within(file["path"][below:], paths)]
        if not os.path.isdir(self._home):
            raise JobFailed("thing-missing", "the site is not here")
        with scratch(self._home, self._request["name"]) as place:
            self._extract(place, paths, sum(files))
            told = self._move_in(place, paths)
        return {"files": len(files), "bytes": sum(files), **told}

    def _chosen(self, held) -> list:
        """Paths below the site's top: both of its folders, or the one asked for."""
        part = self._request["part"]
        wanted = list(SITE_FOLDERS) if part is None else [part]
        found = [path for path in wanted if path in held and path.split("/")[0] in SITE_FOLDERS]
        if not found:
            raise JobFailed("thing-missing", "the archive holds nothing of that name")
        return found

    def _extract(self, place: str, paths, size: int) -> None:
        """Into `place/made`, with the paths they have below the site's top."""
        tree = os.path.join(place, "tree")
        os.mkdir(tree, 0o700)
        try:
            self._borg.extract(self._request["archive"], [self._thing.archived(path) for path in paths], tree)
        except JobFailed as failure:
            raise JobFailed("no-space", "the site's limit has no room") if failure.code == "repository-full" else failure
        made = os.path.join(place, "made")
        os.rename(os.path.join(tree, self._thing.archived()), made)
        hand_over(made, *self._owner(), keeps_modes=True)
        if size_of(made) != size:
            raise JobFailed("no-space", "the site's limit has no room for all of it")

    def _move_in(self, place: str, paths) -> dict:
        with contextlib.ExitStack() as opened:
            home = enter(opened, self._home)
            made = enter(opened, os.path.join(place, "made"))
            if self._request["into"] == "beside":
                return {"restoredAs": self._put_beside(opened, home, place), "keptAs": None}
            before = os.path.join(place, "before")
            os.mkdir(before, 0o700)
            kept = [path for path in paths if self._put_in_place(home, made, before, path)]
            told = self._keep(opened, home, before) if kept else None
            return {"restoredAs": self._request["part"] or ", ".join(paths), "keptAs": told}

    def _put_beside(self, opened, home: int, place: str) -> str:
        private = enter(opened, PRIVATE, home)
        top = enter(opened, place)
        name = move_free("made", top, BESIDE + self._date(), private)
        return f"{PRIVATE}/{name}"

    def _put_in_place(self, home: int, made: int, before: str, path: str) -> bool:
        """Whether something was there; it then stands below `before`, under the path it had."""
        *folders, name = path.split("/")
        with contextlib.ExitStack() as opened:
            source, target = made, home
            for folder in folders:
                make(folder, target, *self._owner())
                source, target = enter(opened, folder, source), enter(opened, folder, target)
            try:
                exchange(name, source, name, target)
            except FileNotFoundError:
                rename(name, source, name, target)
                return False
            aside = os.path.join(before, *folders)
            os.makedirs(aside, mode=0o700, exist_ok=True)
            rename(name, source, name, enter(opened, aside))
        return True

    def _keep(self, opened, home: int, before: str) -> str:
        # What was there belongs to the site already, but for the folders made to hold it.
        for folder, folders, _names in os.walk(before):
            if folder == before or self._is_roots(folder):
                os.chown(folder, *self._owner(), follow_symlinks=False)
            folders[:] = [name for name in folders if self._is_roots(os.path.join(folder, name))]
        private, place = enter(opened, PRIVATE, home), enter(opened, os.path.dirname(before))
        return f"{PRIVATE}/{move_free('before', place, BEFORE + self._date(), private)}"

    def _is_roots(self, folder: str) -> bool:
        seen = os.lstat(folder)
        return seen.st_uid == os.geteuid() and seen.st_uid != self._owner()[0]

    def _owner(self):
        """The site's account: the role gives its home the group of the same number."""
        number = os.stat(self._home).st_gid
        return number, number

    def _date(self) -> str:
        return self._request["archive"][:10]


def enter(opened: contextlib.ExitStack, path: str, folder=None) -> int:
    descriptor = os.open(path, FOLDER, dir_fd=folder)
    opened.callback(os.close, descriptor)
    return descriptor


def move_free(name: str, source: int, wanted: str, target: int) -> str:
    """Moves under the first free name like `wanted`."""
    for free in candidates(wanted):
        with contextlib.suppress(FileExistsError):
            if not is_there(free, target):
                rename(name, source, free, target)
                return free
    raise JobFailed("failed", "no name is free")


def is_within(path: str, tops) -> bool:
    return any(path == top or path.startswith(f"{top}/") for top in tops)


def size_of(root: str) -> int:
    sizes = 0
    for folder, _folders, names in os.walk(root):
        for name in names:
            seen = os.lstat(os.path.join(folder, name))
            sizes += seen.st_size if not os.path.islink(os.path.join(folder, name)) else 0
    return sizes
