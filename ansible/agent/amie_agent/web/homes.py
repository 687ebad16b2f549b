"""Homes of sites: a tree each, held to its limit by the file system; set aside by a rename, and only then ever erased.

The top of a home is root's, so that SSH may lock people into it; three folders in it are the site's. Whatever is below
them is hostile: nothing here opens, renames or walks anything there.
"""

import contextlib
import errno
import os
import stat

from .. import disks, stores
from ..files import open_folder
from ..protocol import Refused
from . import places

ASIDE = ".aside"
LOGS = ".logs"
PAGES = "htdocs"
PRIVATE = ("tmp", "private")
PROBE = ".probe"
PAGE = "index.html"
PURGE_PATIENCE = 2  # seconds


@contextlib.contextmanager
def opened():
    """The folder of homes, and the one of what is set aside."""
    here = open_folder(places.data())
    try:
        there = open_folder(ASIDE, here)
        try:
            stores.refuse_shared(there)
            yield here, there
        finally:
            os.close(there)
    finally:
        os.close(here)


def make(name: str, kib: int) -> None:
    """The home is there, in use, with its folders and its limit; what was set aside comes back as it was."""
    number = places.uid_of(name)
    with opened() as (here, there):
        if stores.is_there(name, there):
            if stores.is_there(name, here):
                raise Refused("failed", "the home is both in use and set aside")
            stores.rename(name, there, name, here)
        way = disks.way_of(here)
        with contextlib.suppress(FileExistsError):
            way.make(here, name)
        home = open_folder(name, here)
        try:
            if not way.is_tree(home):
                raise Refused("failed", "the home is not a tree that can be limited")
            way.limit(home, number, kib)
            os.fchown(home, 0, number)
            for folder in PRIVATE:
                make_folder(home, folder, number, number, 0o700)
            make_folder(home, PAGES, number, number, 0o2750, lambda pages: lay_page(pages, number))
            make_folder(home, PROBE, 0, number, 0o750)
            os.fchmod(home, 0o750)  # last: until then nobody but root enters
        finally:
            os.close(home)
        make_logs(here, name, number)


def make_folder(home: int, name: str, owner: int, group: int, mode: int, fill=None) -> None:
    """Only what is missing, or was begun: a folder that was given to the site is the site's to fill, open or close."""
    with contextlib.suppress(FileExistsError):
        os.mkdir(name, 0o700, dir_fd=home)
    folder = open_folder(name, home)
    try:
        if os.fstat(folder).st_gid != group:
            if fill:
                fill(folder)
            os.fchmod(folder, mode)
            os.fchown(folder, owner, group)  # last: this is what tells a folder that is done
    finally:
        os.close(folder)


def is_made(name: str, home: int, group: int) -> bool:
    """Whether a folder is there and was given away: one that was only begun is root's."""
    return stores.is_there(name, home) and os.stat(name, dir_fd=home, follow_symlinks=False).st_gid == group


def lay_page(folder: int, number: int) -> None:
    """What a new site shows: the site's own file, like any that is uploaded."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(PAGE, dir_fd=folder)
    page = os.open(PAGE, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o640, dir_fd=folder)
    with open(page, "wb") as target, open(f"{places.SHARED}/new-site.html", "rb") as source:
        target.write(source.read())
        os.fchmod(target.fileno(), 0o640)
        os.fchown(target.fileno(), number, number)


def make_logs(here: int, name: str, group: int) -> None:
    logs = open_folder(LOGS, here)
    try:
        make_folder(logs, name, 0, group, 0o750)
    finally:
        os.close(logs)


def set_aside(name: str) -> str:
    with opened() as (here, there):
        return stores.move(name, here, there, "aside")


def purge(name: str) -> None:
    """Erases a home that was set aside, and its logs; refuses one in use."""
    with opened() as (here, there):
        if stores.is_there(name, here):
            raise Refused("busy", "the site is in use: set it aside first")
        disks.way_of(there).erase(there, name, places.uid_of(name), patience=PURGE_PATIENCE)
        logs = open_folder(LOGS, here)
        try:
            erase_logs(logs, name)
        finally:
            os.close(logs)


def erase_logs(logs: int, name: str) -> None:
    try:
        folder = open_folder(name, logs)
    except FileNotFoundError:
        return
    try:
        for entry in os.listdir(folder):
            os.unlink(entry, dir_fd=folder)
    finally:
        os.close(folder)
    os.rmdir(name, dir_fd=logs)


def states() -> dict:
    """`present`, `aside` or `both`, per home there is."""
    with opened() as (here, there):
        names = {name: "present" for name in os.listdir(here) if not name.startswith(".")}
        for name in os.listdir(there):
            names[name] = "both" if name in names else "aside"
    return names


def faults(name: str, kib: int, counts) -> list:
    """What the world lacks: `home`, `limit`, or nothing."""
    number = places.uid_of(name)
    try:
        with opened() as (here, _there):
            home = open_folder(name, here)
            try:
                seen = os.fstat(home)
                is_whole = disks.way_of(home).is_tree(home) and seen.st_uid == 0 and seen.st_gid == number
                is_whole = is_whole and stat.S_IMODE(seen.st_mode) == 0o750
                is_whole = is_whole and all(is_made(folder, home, number) for folder in (PAGES, *PRIVATE, PROBE))
                is_whole = is_whole and is_made(f"{LOGS}/{name}", here, number)
                most = counts.of(home, number)[1]
            finally:
                os.close(home)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
            return ["home"]
        raise
    return ([] if is_whole else ["home"]) + ([] if most == kib else ["limit"])


def use(name: str, counts):
    """(KiB used, KiB allowed), in use or set aside; None when there is no home."""
    with opened() as folders:
        for folder in folders:
            with contextlib.suppress(FileNotFoundError):
                return use_in(folder, name, counts)
    return None


def use_in(folder: int, name: str, counts):
    home = open_folder(name, folder)
    try:
        return counts.of(home, places.uid_of(name))
    finally:
        os.close(home)
