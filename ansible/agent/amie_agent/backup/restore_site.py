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
        sizes = {file["path"][below:]: file["size"] for file in held if file["type"] == "-"}
        files = {path: size for path, size in sizes.items() if is_within(path, paths)}
        if not os.path.isdir(self._home):
            raise JobFailed("thing-missing", "the site is not here")
        self._keep_interrupted()
        with scratch(self._home, self._request["name"]) as place:
            self._extract(place, paths, files)
            told = self._move_in(place, paths)
        return {"files": len(files), "bytes": sum(files.values()), **told}

    def _chosen(self, held) -> list:
        """Paths below the site's top: both of its folders, or the one asked for."""
        part = self._request["part"]
        wanted = list(SITE_FOLDERS) if part is None else [part]
        found = [path for path in wanted if path in held and path.split("/")[0] in SITE_FOLDERS]
        if not found:
            raise JobFailed("thing-missing", "the archive holds nothing of that name")
        return found

    def _extract(self, place: str, paths, files: dict) -> None:
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
        if not is_whole(made, files):
            raise JobFailed("no-space", "the site's limit has no room for all of it")

    def _move_in(self, place: str, paths) -> dict:
        with contextlib.ExitStack() as opened:
            home, top = enter(opened, self._home), enter(opened, place)
            if self._request["into"] == "beside":
                return {"restoredAs": self._put_beside(opened, home, top), "keptAs": None}
            told = self._put_in_place(opened, home, top, paths)
            return {"restoredAs": self._request["part"] or ", ".join(paths), "keptAs": told}

    def _put_beside(self, opened, home: int, top: int) -> str:
        name = move_free("made", top, BESIDE + self._date(), enter(opened, PRIVATE, home))
        return f"{PRIVATE}/{name}"

    def _put_in_place(self, opened, home: int, top: int, paths):
        """What was made waits under the name of what will be kept, and each path changes places with the live one there: wherever
        this ends, nothing live is where it would be cleaned away. Tells where what was there is kept; None without any.
        """
        if PRIVATE not in paths:
            make(PRIVATE, home, *self._owner())
            enter(opened, PRIVATE, home)
        name = move_free("made", top, BEFORE + self._date(), home)
        kept = enter(opened, name, home)
        replaced = [path for path in paths if self._exchange(home, kept, path)]
        if replaced:
            return self._keep(name)
        rename(name, home, "made", top)
        return None

    def _exchange(self, home: int, kept: int, path: str) -> bool:
        """Whether something was there; it then stands where the new one waited."""
        *folders, name = path.split("/")
        with contextlib.ExitStack() as opened:
            for folder in folders:
                make(folder, home, *self._owner())
                home, kept = enter(opened, folder, home), enter(opened, folder, kept)
            try:
                exchange(name, kept, name, home)
            except FileNotFoundError:
                rename(name, kept, name, home)
                return False
        return True

    def _keep(self, name: str) -> str:
        with contextlib.ExitStack() as opened:
            home = enter(opened, self._home)
            return f"{PRIVATE}/{move_free(name, home, name, enter(opened, PRIVATE, home))}"

    def _keep_interrupted(self) -> None:
        """What a restore kept that was broken off: it still stands at the top of the site, where its people cannot remove it."""
        for name in os.listdir(self._home):
            if name.startswith(BEFORE):
                with contextlib.suppress(OSError):
                    self._keep(name)

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


def is_whole(root: str, files: dict) -> bool:
    """Whether every file came out of its archive with the size it has there. Of 0 bytes nothing can be missing."""
    with contextlib.suppress(FileNotFoundError):
        return all(size in (0, os.lstat(os.path.join(root, path)).st_size) for path, size in files.items())
    return False
