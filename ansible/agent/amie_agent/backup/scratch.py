"""A place that only root may enter, on the file system things will be moved to, gone when the work ends."""

import contextlib
import os
import shutil
import stat

from .. import disks
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


def hand_over(root: str, owner: int, group: int, keeps_modes: bool = False) -> None:
    """Gives a tree to its owner: folders, files and, where modes are kept, links. Devices and such go, and so does the
    right to run as somebody else. Only for a tree that nobody else can reach yet.
    """
    refuse_over_limit(root, owner)
    opened = os.open(root, FOLDER)
    try:
        for _folder, folders, names, descriptor in os.fwalk(".", topdown=False, dir_fd=opened, follow_symlinks=False):
            for name in folders + names:
                hand_over_one(name, descriptor, owner, group, keeps_modes)
        os.fchown(opened, owner, group)
        os.fchmod(opened, 0o700)
    finally:
        os.close(opened)


def hand_over_one(name: str, folder: int, owner: int, group: int, keeps_modes: bool) -> None:
    mode = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
    is_folder, is_link = stat.S_ISDIR(mode), stat.S_ISLNK(mode)
    if not (is_folder or stat.S_ISREG(mode) or (is_link and keeps_modes)):
        os.unlink(name, dir_fd=folder)
        return
    os.chown(name, owner, group, dir_fd=folder, follow_symlinks=False)
    if not is_link:
        private = 0o700 if is_folder else 0o600
        # A folder keeps handing its group on, which gives nobody anything.
        os.chmod(name, mode & (0o2777 if is_folder else 0o777) if keeps_modes else private, dir_fd=folder)


def refuse_over_limit(root: str, owner: int) -> None:
    """What root made counts for nobody until it is given away, and no file system stops root from giving it."""
    room = disks.room_for(root, owner)
    if room is not None and kib_of(root) > room:
        raise JobFailed("no-space", "the limit has no room for it")


def kib_of(root: str) -> int:
    """A file of several names counts once."""
    seen = (os.lstat(os.path.join(folder, name)) for folder, folders, names in os.walk(root) for name in folders + names)
    return sum({one.st_ino: one.st_blocks for one in seen}.values()) // 2


def refuse_too_large(path: str, size: int) -> None:
    """Leaves the last fiftieth of the disk alone."""
    if size > room_at(path):
        raise JobFailed("no-space", "the server's disk has no room for it")


def room_at(path: str) -> int:
    disk = os.statvfs(path)
    return disk.f_bavail * disk.f_frsize - disk.f_blocks * disk.f_frsize // 50
