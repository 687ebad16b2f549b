"""Copies of a tree on a file system that makes no snapshots: of folders and regular files, without ever following a link.

A copy appears whole or not at all. It is taken while the tree may be written to, so it is what a power cut would have
left: Borg's own journal is copied last, and Borg makes the rest again from it.
"""

import contextlib
import fcntl
import os
import shutil
import stat
import time

from ..files import erase_tree, open_folder

_CLONE = 0x40049409  # FICLONE
_MAKING = ".making."
_MARGIN = 10**9  # nanoseconds: dates of files lag behind the clock a little


def keep(tree: str, copy: str) -> None:
    """Root's, whoever the tree's files belong to. What did not change since the newest copy beside it is a link to that."""
    started = time.time_ns() - _MARGIN
    former = newest_beside(copy)
    with made(copy) as fresh:
        reproduce(tree, fresh, former)
        os.utime(fresh, ns=(started, started))


def bring_back(copy: str, tree: str, owner: int, group: int) -> None:
    with made(tree) as fresh:
        reproduce(copy, fresh, None)
        give(fresh, owner, group)
        os.chown(fresh, 0, group)
        os.chmod(fresh, 0o710)


def hand_to_root(tree: str) -> None:
    give(tree, 0, -1)


def newest_beside(copy: str):
    """Path of the copy made before, by its date as a name; None when there is none."""
    folder, own = os.path.split(copy)
    days = sorted(name for name in os.listdir(folder) if name[:1].isdigit() and name < own)
    return os.path.join(folder, days[-1]) if days else None


@contextlib.contextmanager
def made(path: str):
    """Path of an empty folder that takes its name once it is whole."""
    folder, name = os.path.split(path)
    fresh = _MAKING + name
    parent = open_folder(folder)
    try:
        erase_tree(parent, fresh)
        os.mkdir(fresh, 0o700, dir_fd=parent)
        yield os.path.join(folder, fresh)
        os.rename(fresh, name, src_dir_fd=parent, dst_dir_fd=parent)
        os.fsync(parent)
    finally:
        os.close(parent)


def reproduce(tree: str, fresh: str, former) -> None:
    since = os.stat(former).st_mtime_ns if former else 0
    top = open_folder(tree)
    try:
        for path, folders, names, folder in os.fwalk(".", dir_fd=top, follow_symlinks=False):
            for name in folders:
                with contextlib.suppress(FileNotFoundError):
                    if stat.S_ISDIR(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
                        os.mkdir(os.path.join(fresh, path, name), 0o700)
            for name in names:
                known = os.path.join(former, path, name) if former else None
                with contextlib.suppress(FileNotFoundError):  # gone meanwhile
                    take(name, folder, os.path.join(fresh, path, name), known, since)
    finally:
        os.close(top)


def take(name: str, folder: int, target: str, known, since: int) -> None:
    seen = os.stat(name, dir_fd=folder, follow_symlinks=False)
    if not stat.S_ISREG(seen.st_mode):
        return
    if known and is_same(seen, known, since):
        os.link(known, target, follow_symlinks=False)
        return
    opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    with open(opened, "rb") as source, open(target, "xb") as copy:
        os.fchmod(copy.fileno(), 0o600)
        try:
            fcntl.ioctl(copy.fileno(), _CLONE, opened)
        except OSError:  # a file system that shares no blocks
            shutil.copyfileobj(source, copy, 1 << 20)
        copy.flush()
        os.fsync(copy.fileno())


def is_same(seen: os.stat_result, known: str, since: int) -> bool:
    """Whether nothing happened to a file since it was copied: the date of its last change is the kernel's alone."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        former = os.lstat(known)
        return stat.S_ISREG(former.st_mode) and former.st_size == seen.st_size and seen.st_ctime_ns < since
    return False


def give(tree: str, owner: int, group: int) -> None:
    """Everything of a tree that nobody else reaches to one account; a group of -1 stays as it is."""
    top = open_folder(tree)
    try:
        for _path, folders, names, folder in os.fwalk(".", dir_fd=top, follow_symlinks=False):
            for name in folders + names:
                os.chown(name, owner, group, dir_fd=folder, follow_symlinks=False)
        os.fchown(top, owner, group)
    finally:
        os.close(top)
