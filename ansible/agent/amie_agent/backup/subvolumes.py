"""Erasing a subvolume together with the line btrfs counts it on: lines without a volume would pile up, one a day."""

import contextlib
import os
import subprocess

from ..commands import run
from ..protocol import Refused

BTRFS = "/usr/bin/btrfs"
PATIENCE = 20  # seconds btrfs may take to free a volume before its line is left to stand


def carried_out(*words) -> str:
    done = run([BTRFS, *words])
    if done.returncode != 0:
        raise Refused("failed", f"btrfs {words[0]} {words[1]} was refused")
    return done.stdout


def erase(path: str) -> None:
    parent = os.path.dirname(path)
    number = carried_out("inspect-internal", "rootid", path).strip()
    carried_out("subvolume", "delete", "--commit-after", path)
    with contextlib.suppress(subprocess.TimeoutExpired):
        run([BTRFS, "subvolume", "sync", "-s", "1", parent, number], deadline=PATIENCE)
        run([BTRFS, "qgroup", "destroy", f"0/{number}", parent])
