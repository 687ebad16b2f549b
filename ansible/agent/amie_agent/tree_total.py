"""What the file system itself counts of all trees it holds to a limit: the sum of what is measured one by one must be that."""

import re

from .commands import run

_LINE = re.compile(r"^0/\d+ +(\d+) +\d+ +(\d+|none)\b", re.MULTILINE)


def counted(path: str):
    """KiB, whoever the trees belong to; None on a file system that keeps no list of them (ext4, XFS)."""
    done = run(["btrfs", "qgroup", "show", "--raw", "-r", path])
    return None if done.returncode != 0 else total_of(done.stdout)


def total_of(table: str) -> int:
    """Trees without a limit are our own: logs, and days kept of a repository."""
    return sum(int(used) // 1024 for used, most in _LINE.findall(table) if most != "none")
