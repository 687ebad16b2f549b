"""The disk limit of a tree, enforced by the file system it stands on, in the way that file system has.

On btrfs a tree is a subvolume, and the limit is the subvolume's. On ext4 and XFS it is a folder, and the limit is that of
the account everything in it belongs to. Both ways have the same words; which one it is, the file system says.
"""

import ctypes
import os
import struct

from ..files import open_folder
from ..protocol import Refused
from . import quotas, subvolumes

_libc = ctypes.CDLL(None, use_errno=True)
# As <linux/magic.h> has them.
_WAYS = {0x9123683E: subvolumes, 0xEF53: quotas, 0x58465342: quotas}


def way_of(folder: int):
    """The module that limits trees in an open folder. Raises Refused where the file system cannot."""
    way = _WAYS.get(_magic_of(folder))
    if way is None:
        raise Refused("failed", "this file system enforces no limits: only btrfs, ext4 and XFS do")
    return way


def way_at(path: str):
    folder = open_folder(path)
    try:
        return way_of(folder)
    finally:
        os.close(folder)


def counts(path: str, is_fresh: bool = False):
    """What the trees below a folder use and may use: `.of(tree, account)` is (KiB used, KiB allowed or None)."""
    return way_at(path).counts(path, is_fresh)


def room_for(path: str, account: int):
    """KiB that an account may still take there, for what root is about to give it, which nothing else would stop; None
    where the tree itself has the limit, or there is none."""
    folder = open_folder(path)
    try:
        if _WAYS.get(_magic_of(folder)) is not quotas or not quotas.is_enforced(folder):
            return None
        used, most = quotas.use_in(folder, account)
        return None if most is None else max(0, most - used)
    finally:
        os.close(folder)


def _magic_of(folder: int) -> int:
    answer = ctypes.create_string_buffer(256)
    if _libc.fstatfs(folder, answer) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return struct.unpack_from("L", answer)[0]
