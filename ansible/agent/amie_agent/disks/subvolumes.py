"""Trees on btrfs: a subvolume each, with a limit of its own, whoever its files belong to.

The calls are made on an open folder: no path is looked up twice. Numbers and shapes are those of <linux/btrfs.h>.
"""

import array
import errno
import fcntl
import os
import struct
import time

from ..commands import run
from ..files import open_folder
from ..protocol import Refused

BTRFS = "/usr/bin/btrfs"
_MAGIC = 0x94
_ROOT_INODE = 256  # of every subvolume


def _iow(number: int, size: int, direction: int = 1) -> int:
    return direction << 30 | size << 16 | _MAGIC << 8 | number


_SYNC = _iow(8, 0, 0)
_CREATE = _iow(14, 4096)
_DESTROY = _iow(15, 4096)
_INO_LOOKUP = _iow(18, 4096, 3)
_QGROUP_CREATE = _iow(42, 16)
_QGROUP_LIMIT = _iow(43, 48, 2)
_MAX_REFERENCED = 1


def make(folder: int, name: str) -> None:
    """Makes an empty tree in an open folder. Raises FileExistsError."""
    fcntl.ioctl(folder, _CREATE, _named(name))


def erase(folder: int, name: str, account=None, patience: float = 0) -> None:
    """Erases a tree, whatever it holds, and its line of counts; `patience` is how many seconds that line is waited for:
    lines without a tree would pile up."""
    try:
        number = number_of_name(folder, name)
    except FileNotFoundError:
        return
    fcntl.ioctl(folder, _DESTROY, _named(name))
    until = time.monotonic() + patience
    while time.monotonic() < until and not _is_forgotten(folder, number):
        time.sleep(0.05)


def _is_forgotten(folder: int, number: int) -> bool:
    # Blocks are freed in the background; this, unlike syncfs, wakes whoever does it.
    fcntl.ioctl(folder, _SYNC)
    line = lines_in(report(f"/proc/{os.getpid()}/fd/{folder}")).get(number)
    if line is None:
        return True
    # A line that still counts blocks must stay: btrfs would take its counts for wrong, and enforce no limit any more.
    return line[0] == 0 and _forget_line(folder, number)


def _forget_line(folder: int, number: int) -> bool:
    try:
        fcntl.ioctl(folder, _QGROUP_CREATE, struct.pack("QQ", 0, number))
    except OSError as error:
        if error.errno not in (errno.EBUSY, errno.ENOENT, errno.ENOTCONN):
            raise
        return error.errno != errno.EBUSY
    return True


def _named(name: str) -> bytearray:
    # Longer than what Python copies for a call, so it must be able to write into it.
    return bytearray(struct.pack("q4088s", 0, os.fsencode(name)))


def limit(tree: int, account: int, kib: int) -> None:
    """Most that a tree may hold, refused by the file system beyond."""
    fcntl.ioctl(tree, _QGROUP_LIMIT, struct.pack("6Q", 0, _MAX_REFERENCED, kib * 1024, 0, 0, 0))


def is_tree(tree: int) -> bool:
    return os.fstat(tree).st_ino == _ROOT_INODE


def number_of(tree: int) -> int:
    answer = array.array("B", struct.pack("QQ4080s", 0, _ROOT_INODE, b""))
    fcntl.ioctl(tree, _INO_LOOKUP, answer)
    return struct.unpack_from("Q", answer)[0]


def number_of_name(folder: int, name: str) -> int:
    descriptor = open_folder(name, folder)
    try:
        return number_of(descriptor)
    finally:
        os.close(descriptor)


class Counts:
    def __init__(self, lines: dict):
        self._lines = lines

    def of(self, tree: int, account: int):
        return self._lines.get(number_of(tree), (0, None))


def counts(path: str, is_fresh: bool = False) -> Counts:
    """Of all trees at once. Counting afresh costs a commit of the file system."""
    return Counts(lines_in(report(path, *(["--sync"] if is_fresh else []))))


def use(path: str, account: int):
    """(KiB used, KiB allowed or None) of one tree."""
    tree = open_folder(path)
    try:
        return Counts(lines_in(report(path, "-f"))).of(tree, account)
    finally:
        os.close(tree)


def report(path: str, *options) -> str:
    done = run([BTRFS, "qgroup", "show", "--raw", "-r", *options, path])
    if done.returncode != 0:
        raise Refused("failed", "the file system does not count what its trees hold")
    return done.stdout


def lines_in(text: str) -> dict:
    """(KiB used, KiB allowed or None) by number of subvolume."""
    found = {}
    for line in text.splitlines():
        words = line.split()
        if len(words) >= 4 and words[0].startswith("0/"):
            most = int(words[3]) // 1024 if words[3].isdigit() else None
            found[int(words[0][2:])] = (-(-int(words[1]) // 1024), most)
    return found


def keep(tree: str, copy: str) -> None:
    """A copy that stays as it is now. It shares what is the same."""
    carried_out("subvolume", "snapshot", "-r", tree, copy)


def bring_back(copy: str, tree: str, owner: int, group: int) -> None:
    """A new tree, without a limit yet, that holds what a copy holds."""
    carried_out("subvolume", "snapshot", copy, tree)


def retire(tree: str) -> None:
    """A tree that is replaced and kept beside has a line of its own already."""


def show(tree: str, picture: str) -> None:
    """A tree under another path, to be read there and nothing else, as it is at this moment."""
    keep(tree, picture)


def end_show(picture: str) -> None:
    parent = open_folder(os.path.dirname(picture))
    try:
        erase(parent, os.path.basename(picture), patience=20)
    finally:
        os.close(parent)


def carried_out(*words) -> None:
    if run([BTRFS, *words]).returncode != 0:
        raise Refused("failed", f"btrfs {words[0]} {words[1]} was refused")
