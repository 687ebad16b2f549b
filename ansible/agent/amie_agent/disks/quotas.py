"""Trees on ext4 and XFS: a folder each, whose files all belong to one account, which the file system holds to its limit.

Not by project: whoever owns a file may move it into another project, a neighbour's even, and so be held by nothing. An
owner cannot give a file away. What an account has elsewhere on the same file system counts as well, and what root keeps
in the tree does not. Numbers and shapes are those of <linux/quota.h> and <linux/dqblk_xfs.h>.
"""

import contextlib
import ctypes
import errno
import os
import struct

from ..commands import run
from ..files import erase_tree, open_folder
from ..protocol import Refused
from . import copies

_QUOTACTL_FD = 443  # since Linux 5.14; the same number on all of Debian's machines
_GET, _SET, _STATE = 0x800007, 0x800008, 0x5808
_BLOCKS_AND_FILES = 5  # QIF_BLIMITS | QIF_ILIMITS
_ENFORCED = 2  # FS_QUOTA_UDQ_ENFD
_RECORD = struct.Struct("8QI4x")
_STATE_BYTES = 256
_FORGOTTEN = (errno.ESRCH, errno.ENOENT, errno.ENOSYS, errno.EINVAL)
_PURGING = ".purging."
# Empty files take no block, and would use up what ext4 has of files for everybody.
KIB_PER_FILE = 4
FEWEST_FILES = 1_000
_libc = ctypes.CDLL(None, use_errno=True)


def make(folder: int, name: str) -> None:
    """Makes an empty tree in an open folder. Raises FileExistsError."""
    os.mkdir(name, 0o700, dir_fd=folder)


def erase(folder: int, name: str, account=None, patience: float = 0) -> None:
    """Erases a tree, whatever it holds, and lifts the limit of its account, whose number may be given again."""
    doomed = _PURGING + name
    erase_tree(folder, doomed)
    with contextlib.suppress(FileNotFoundError):
        # Under its own name, half of it could be brought back.
        os.rename(name, doomed, src_dir_fd=folder, dst_dir_fd=folder)
        erase_tree(folder, doomed)
    if account is not None:
        with contextlib.suppress(Refused):
            limit(folder, account, 0)


def limit(tree: int, account: int, kib: int) -> None:
    """Most that the account may have there, refused by the file system beyond; 0 for no limit."""
    files = max(FEWEST_FILES, kib // KIB_PER_FILE) if kib else 0
    _call(tree, _SET, account, ctypes.create_string_buffer(_RECORD.pack(kib, 0, 0, files, 0, 0, 0, 0, _BLOCKS_AND_FILES)))


def is_tree(tree: int) -> bool:
    return True


class Counts:
    """Asked one by one: it is one call of the kernel, and starts nothing."""

    def of(self, tree: int, account: int):
        return use_in(tree, account)


def counts(_path: str, is_fresh: bool = False) -> Counts:
    """The file system counts what it has reserved as well, so there is nothing fresher."""
    return Counts()


def use(path: str, account: int):
    """(KiB used, KiB allowed or None) of one tree."""
    tree = open_folder(path)
    try:
        return use_in(tree, account)
    finally:
        os.close(tree)


def use_in(tree: int, account: int):
    record = ctypes.create_string_buffer(_RECORD.size)
    try:
        _call(tree, _GET, account, record)
    except FileNotFoundError:  # XFS remembers nobody who has nothing
        return 0, None
    used, most = parse_record(record.raw)
    return used, most if is_enforced(tree) else None


def parse_record(record: bytes):
    """(KiB used, KiB allowed or None)."""
    most, _soft, used, *_rest = _RECORD.unpack(record)
    return -(-used // 1024), most or None


def is_enforced(folder: int) -> bool:
    """Whether limits of accounts are not only counted: ext4 counts without the mount option, too."""
    state = ctypes.create_string_buffer(struct.pack("b", 1), _STATE_BYTES)  # of version 1
    try:
        _call(folder, _STATE, 0, state)
    except (Refused, FileNotFoundError):
        return False
    return parse_state(state.raw)


def parse_state(state: bytes) -> bool:
    return bool(struct.unpack_from("bbH", state)[2] & _ENFORCED)


def _call(folder: int, command: int, account: int, given) -> None:
    # The kind of a user's quota is 0.
    if _libc.syscall(_QUOTACTL_FD, folder, command << 8, account, given) == 0:
        return
    number = ctypes.get_errno()
    if number == errno.ENOENT:
        raise FileNotFoundError(number, os.strerror(number))
    if number in _FORGOTTEN:
        raise Refused("failed", "the file system counts no quota of accounts: mount it with usrquota")
    raise OSError(number, os.strerror(number))


def keep(tree: str, copy: str) -> None:
    """A copy that stays as it is now, root's, so that it does not count. What did not change since the newest copy beside
    it is linked to that one; of the rest, XFS shares the blocks."""
    copies.keep(tree, copy)


def bring_back(copy: str, tree: str, owner: int, group: int) -> None:
    """A new tree that holds what a copy holds; all below its top is its account's again."""
    copies.bring_back(copy, tree, owner, group)


def retire(tree: str) -> None:
    """A tree that is replaced and kept beside is root's from here on, or it would count on."""
    copies.hand_to_root(tree)


def show(tree: str, picture: str) -> None:
    """A tree under another path, to be read there and nothing else. It stands still no more than the tree does."""
    os.makedirs(picture, mode=0o700, exist_ok=True)
    for words in (["--bind", tree, picture], ["-o", "remount,bind,ro,nosuid,nodev,noexec", picture]):
        if run(["/usr/bin/mount", *words]).returncode != 0:
            raise Refused("failed", "the site could not be shown to be read")


def end_show(picture: str) -> None:
    # Never what erases below: that would be the tree itself.
    while run(["/usr/bin/umount", picture]).returncode == 0:
        pass
    os.rmdir(picture)  # refused while it is still mounted
