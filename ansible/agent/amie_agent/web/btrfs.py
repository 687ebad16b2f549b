"""The few calls of btrfs a site needs, made on an open folder: no path is looked up twice, no command is started.

Numbers and shapes are those of <linux/btrfs.h>.
"""

import array
import errno
import fcntl
import os
import struct

from ..commands import run

_MAGIC = 0x94
_ROOT_INODE = 256  # of every subvolume


def _iow(number: int, size: int, direction: int = 1) -> int:
    return direction << 30 | size << 16 | _MAGIC << 8 | number


_CREATE = _iow(14, 4096)
_DESTROY = _iow(15, 4096)
_INO_LOOKUP = _iow(18, 4096, 3)
_QGROUP_CREATE = _iow(42, 16)
_QGROUP_LIMIT = _iow(43, 48, 2)
_MAX_REFERENCED = 1


def create(folder: int, name: str) -> None:
    """Makes a subvolume in an open folder. Raises FileExistsError."""
    fcntl.ioctl(folder, _CREATE, _named(name))


def destroy(folder: int, name: str) -> None:
    """Erases a subvolume, whatever it holds, and its count of use."""
    number = number_of_name(folder, name)
    fcntl.ioctl(folder, _DESTROY, _named(name))
    try:
        fcntl.ioctl(folder, _QGROUP_CREATE, struct.pack("QQ", 0, number))
    except OSError as error:
        # Its blocks are freed in the background; until then the count is in use, and later it is an empty line.
        if error.errno not in (errno.EBUSY, errno.ENOENT, errno.ENOTCONN):
            raise


def _named(name: str) -> bytearray:
    # Longer than what Python copies for a call, so it must be able to write into it.
    return bytearray(struct.pack("q4088s", 0, os.fsencode(name)))


def limit(subvolume: int, kib: int) -> None:
    """Most that a subvolume may reference, refused by the file system beyond."""
    fcntl.ioctl(subvolume, _QGROUP_LIMIT, struct.pack("6Q", 0, _MAX_REFERENCED, kib * 1024, 0, 0, 0))


def is_subvolume(folder: int) -> bool:
    return os.fstat(folder).st_ino == _ROOT_INODE


def number_of(subvolume: int) -> int:
    answer = array.array("B", struct.pack("QQ4080s", 0, _ROOT_INODE, b""))
    fcntl.ioctl(subvolume, _INO_LOOKUP, answer)
    return struct.unpack_from("Q", answer)[0]


def number_of_name(folder: int, name: str) -> int:
    descriptor = open_folder(name, folder)
    try:
        return number_of(descriptor)
    finally:
        os.close(descriptor)


def open_folder(name: str, folder=None) -> int:
    return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)


def counts(path: str, is_fresh: bool = False) -> dict:
    """(KiB used, KiB allowed or None) by number of subvolume. Counting afresh costs a commit of the file system."""
    options = ["--raw", "-r"] + (["--sync"] if is_fresh else [])
    done = run(["btrfs", "qgroup", "show", *options, path])
    found = {}
    for line in done.stdout.splitlines():
        words = line.split()
        if len(words) >= 4 and words[0].startswith("0/"):
            most = int(words[3]) // 1024 if words[3].isdigit() else None
            found[int(words[0][2:])] = (int(words[1]) // 1024, most)
    return found
