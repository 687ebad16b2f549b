"""Disk space of a database: a file system of its own, in a file, as large as the limit.

A limit on a subvolume would not do: btrfs counts what an overwrite needs as well, so at the limit the engine could not
write back what it already has, and would hold up the databases beside it (seen: checkpoints of PostgreSQL failed). Here
only growing is refused.
"""

import contextlib
import errno
import fcntl
import os
import pwd
import re
import shutil
import stat

from ..commands import run
from ..protocol import Refused
from . import btrfs, places

DATA = "data"
_LOOP_CONTROL, _LOOP_FREE = (10, 237), 0x4C82
_LOOP_MAJOR = 7
_NO_COPY = 0x00800000  # FS_NOCOW_FL
_GETFLAGS, _SETFLAGS = 0x80086601, 0x40086602
# What the file system itself needs beside what the limit promises: journal and tables.
_OWN_KIB = 6144


def root() -> str:
    return f"{os.path.dirname(places.data())}/databases"


def image(name: str) -> str:
    return f"{root()}/images/{name}"


def mount_point(name: str) -> str:
    return f"{root()}/mounts/{name}"


def data(name: str) -> str:
    return f"{mount_point(name)}/{DATA}"


def size_of(kib: int) -> int:
    """Bytes of the image for a limit."""
    return (kib + _OWN_KIB + kib // 20) // 4 * 4096


def names() -> list:
    try:
        return sorted(name for name in os.listdir(f"{root()}/images") if not name.startswith("."))
    except FileNotFoundError:
        return []


def make(name: str, kib: int, owner: str) -> None:
    """The volume is there, mounted, as large as the limit, with a folder for its engine's account."""
    if not os.path.exists(image(name)):
        format_image(name, kib)
    grow(name, kib)
    mount(name)
    account = pwd.getpwnam(owner)
    top = btrfs.open_folder(mount_point(name))
    try:
        with contextlib.suppress(FileNotFoundError):
            os.rmdir("lost+found", dir_fd=top)
        with contextlib.suppress(FileExistsError):
            os.mkdir(DATA, 0o700, dir_fd=top)
        os.chown(DATA, account.pw_uid, account.pw_gid, dir_fd=top, follow_symlinks=False)
    finally:
        os.close(top)


def format_image(name: str, kib: int) -> None:
    fresh = f"{root()}/images/.{name}"
    descriptor = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        write_in_place(descriptor)
        os.ftruncate(descriptor, size_of(kib))
    finally:
        os.close(descriptor)
    options = ["-m", "0", "-J", "size=4", "-E", "lazy_itable_init=1,nodiscard"]
    if run(["mkfs.ext4", "-q", "-F", *options, fresh]).returncode != 0:
        raise Refused("failed", "no file system could be made")
    os.rename(fresh, image(name))


def write_in_place(descriptor: int) -> None:
    """Copy on write would double what an engine writes, and break files into pieces."""
    with contextlib.suppress(OSError):  # a file system that does not copy has no such flag
        flags = bytearray(8)
        fcntl.ioctl(descriptor, _GETFLAGS, flags)
        wanted = int.from_bytes(flags, "little") | _NO_COPY
        fcntl.ioctl(descriptor, _SETFLAGS, wanted.to_bytes(8, "little"))


def grow(name: str, kib: int) -> None:
    size = os.stat(image(name)).st_size
    if size_of(kib) < size:
        raise Refused("bad-value", "the limit of a database can be raised, not lowered")
    if size_of(kib) == size:
        return
    os.truncate(image(name), size_of(kib))
    if is_mounted(name):
        device = device_of(name)
        if run(["losetup", "--set-capacity", device]).returncode or run(["resize2fs", device]).returncode:
            raise Refused("failed", "the database's disk space was not enlarged")
    elif run(["e2fsck", "-fp", image(name)]).returncode > 1 or run(["resize2fs", image(name)]).returncode:
        raise Refused("failed", "the database's disk space was not enlarged")


def mount(name: str) -> None:
    if is_mounted(name):
        return
    os.makedirs(mount_point(name), mode=0o755, exist_ok=True)
    make_loop_nodes()
    done = run(["mount", "-t", "ext4", "-o", "loop,nosuid,nodev,noexec,noatime", image(name), mount_point(name)])
    if done.returncode != 0:
        raise Refused("failed", "the database's disk space was not mounted")


def make_loop_nodes() -> None:
    """Where nobody else makes them (a server in a container), the nodes of the next free device."""
    make_node("/dev/loop-control", stat.S_IFCHR, os.makedev(*_LOOP_CONTROL))
    control = os.open("/dev/loop-control", os.O_RDWR | os.O_CLOEXEC)
    try:
        number = fcntl.ioctl(control, _LOOP_FREE)
    finally:
        os.close(control)
    make_node(f"/dev/loop{number}", stat.S_IFBLK, os.makedev(_LOOP_MAJOR, number))


def make_node(path: str, kind: int, device: int) -> None:
    with contextlib.suppress(FileExistsError):
        os.mknod(path, kind | 0o600, device)


def device_of(name: str) -> str:
    return run(["findmnt", "--noheadings", "--output", "SOURCE", mount_point(name)]).stdout.strip()


def is_mounted(name: str) -> bool:
    return os.path.ismount(mount_point(name))


def is_as_large(name: str, kib: int) -> bool:
    try:
        return is_mounted(name) and os.stat(image(name)).st_size == size_of(kib)
    except FileNotFoundError:
        return False


def use(name: str):
    """(KiB used, KiB free), or None when it is not mounted."""
    if not is_mounted(name):
        return None
    seen = os.statvfs(mount_point(name))
    return (seen.f_blocks - seen.f_bfree) * seen.f_frsize // 1024, seen.f_bavail * seen.f_frsize // 1024


def erase(name: str) -> None:
    if is_mounted(name) and run(["umount", mount_point(name)]).returncode != 0:
        raise Refused("failed", "the database's disk space is still in use")
    with contextlib.suppress(FileNotFoundError):
        os.unlink(image(name))
    try:
        os.rmdir(mount_point(name))
    except OSError as error:
        if error.errno != errno.ENOENT:
            shutil.rmtree(mount_point(name), ignore_errors=True)


def mount_all() -> int:
    """At the start of the server, before the engines."""
    failed = 0
    for name in names():
        if re.fullmatch("w[0-9]{5,9}_[a-z][a-z0-9]{0,15}", name):
            try:
                mount(name)
            except Refused:
                failed += 1
    return failed
