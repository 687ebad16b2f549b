"""A place that only root may enter, on the file system things will be moved to, gone when the work ends."""

import contextlib
import os
import shutil
import stat

from .borg import JobFailed
from .contents import FOLDER

PREFIX = ".restoring."


@contextlib.contextmanager
def scratch(parent: str, job: str):
    """Path of an empty folder. What an interrupted job of the same name left is removed first."""
    path = os.path.join(parent, PREFIX + job)
    shutil.rmtree(path, ignore_errors=True)
    os.mkdir(path, 0o700)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def hand_over(root: str, owner: int, group: int) -> None:
    """Gives a tree to its owner, as plain files and folders: an archive may hold links and devices, which go.

    Only for a tree that nobody else can reach yet.
    """
    opened = os.open(root, FOLDER)
    try:
        for _folder, folders, names, descriptor in os.fwalk(".", topdown=False, dir_fd=opened, follow_symlinks=False):
            for name in folders + names:
                hand_over_one(name, descriptor, owner, group)
        os.fchown(opened, owner, group)
        os.fchmod(opened, 0o700)
    finally:
        os.close(opened)


def hand_over_one(name: str, folder: int, owner: int, group: int) -> None:
    kind = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
    if not stat.S_ISDIR(kind) and not stat.S_ISREG(kind):
        os.unlink(name, dir_fd=folder)
        return
    os.chown(name, owner, group, dir_fd=folder, follow_symlinks=False)
    os.chmod(name, 0o700 if stat.S_ISDIR(kind) else 0o600, dir_fd=folder)


def refuse_too_large(path: str, size: int) -> None:
    """Leaves the last fiftieth of the disk alone."""
    disk = os.statvfs(path)
    if size > disk.f_bavail * disk.f_frsize - disk.f_blocks * disk.f_frsize // 50:
        raise JobFailed("no-space", "the server's disk has no room for it")
