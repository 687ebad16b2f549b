"""Disk space of a database: a file system of its own, in a file, with as much room as the limit.

A limit on a subvolume would not do: btrfs counts what an overwrite needs as well, so at the limit the engine could not
write back what it already has, and would hold up the databases beside it (seen: checkpoints of PostgreSQL failed). Here
only growing is refused.
"""

import contextlib
import errno
import fcntl
import functools
import os
import pwd
import re
import shutil
import stat

from ..commands import run
from ..files import open_folder
from ..protocol import Refused
from . import places

# No database's: what MariaDB writes for a while, for all of them.
TEMPORARY = ".temporary"
DATA = "data"
BALLAST = "held-back"
_LOOP_CONTROL, _LOOP_FREE = (10, 237), 0x4C82
_LOOP_MAJOR = 7
_NO_COPY = 0x00800000  # FS_NOCOW_FL
_GETFLAGS, _SETFLAGS = 0x80086601, 0x40086602
# The image is larger than the limit, so that a limit can be raised without enlarging a file system that is in use.
_ROOM = 4
_OWN_BYTES = 64 << 20


def root() -> str:
    return f"{os.path.dirname(places.data())}/databases"


def image(name: str) -> str:
    return f"{root()}/images/{name}"


def mount_point(name: str) -> str:
    return f"{root()}/mounts/{name}"


def data(name: str) -> str:
    return f"{mount_point(name)}/{DATA}"


def size_of(kib: int) -> int:
    """Bytes of the image for a limit; it takes no more of the disk than what is written."""
    return (kib * 1024 * _ROOM + _OWN_BYTES) >> 22 << 22


def ballast_of(name: str, kib: int) -> int:
    """Bytes that are held back, so that the limit is what remains."""
    seen = os.statvfs(mount_point(name))
    return seen.f_blocks * seen.f_frsize - kib * 1024


def names() -> list:
    try:
        return sorted(name for name in os.listdir(f"{root()}/images") if not name.startswith("."))
    except FileNotFoundError:
        return []


def make(name: str, kib: int, owner: str) -> None:
    """The volume is there, mounted, with as much room as the limit, in a folder of its engine's account."""
    if not os.path.exists(image(name)):
        format_image(name, kib)
    mount(name)
    if ballast_of(name, kib) < 0:
        enlarge(name, kib)
    hold_back(name, ballast_of(name, kib))
    account = pwd.getpwnam(owner)
    top = open_folder(mount_point(name))
    try:
        with contextlib.suppress(FileNotFoundError):
            os.rmdir("lost+found", dir_fd=top)
        with contextlib.suppress(FileExistsError):
            os.mkdir(DATA, 0o700, dir_fd=top)
        os.chown(DATA, account.pw_uid, account.pw_gid, dir_fd=top, follow_symlinks=False)
    finally:
        os.close(top)


def hold_back(name: str, size: int) -> None:
    """A file of root's that takes what the limit does not give. It is reserved and never written, so it costs nothing."""
    path = f"{mount_point(name)}/{BALLAST}"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        former = os.fstat(descriptor).st_size
        if size > former:
            os.posix_fallocate(descriptor, former, size - former)
        elif size < former:
            os.ftruncate(descriptor, size)
    except OSError as error:
        os.ftruncate(descriptor, former)
        if error.errno == errno.ENOSPC:
            raise Refused("bad-value", "the database holds more than this limit") from None
        raise
    finally:
        os.close(descriptor)


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


def enlarge(name: str, kib: int) -> None:
    """Beyond the room there is: the file system grows while it is in use, which some containers do not allow."""
    os.truncate(image(name), size_of(kib))
    device = device_of(name)
    if run(["losetup", "--set-capacity", device]).returncode or run(["resize2fs", device]).returncode:
        raise Refused("failed", f"the limit can be raised to {_ROOM} times the first one on this server")


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
        return is_mounted(name) and os.stat(f"{mount_point(name)}/{BALLAST}").st_size == ballast_of(name, kib)
    except FileNotFoundError:
        return False


def use(name: str):
    """(KiB used, KiB free), or None when it is not mounted."""
    if not is_mounted(name):
        return None
    seen = os.statvfs(mount_point(name))
    with contextlib.suppress(FileNotFoundError):
        held = os.stat(f"{mount_point(name)}/{BALLAST}").st_blocks // 2
        used = (seen.f_blocks - seen.f_bfree) * seen.f_frsize // 1024 - held
        return max(0, used), seen.f_bavail * seen.f_frsize // 1024
    return None


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
    """At the start of the server, before the engines; how many are not there."""
    databases = [name for name in names() if re.fullmatch("w[0-9]{5,9}_[a-z][a-z0-9]{0,15}", name)]
    steps = [functools.partial(mount, name) for name in databases]
    return sum(is_refused(step) for step in [*steps, make_temporary])


def make_temporary() -> None:
    make(TEMPORARY, places.server()["temporaryMib"] * 1024, "mysql")


def is_refused(step) -> bool:
    try:
        step()
    except Refused:
        return True
    return False
