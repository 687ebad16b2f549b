"""The unix account of a repository: no password, no home of its own to write in, keys in a file of root's."""

import contextlib
import os
import pwd
import signal

from ..commands import run
from ..files import replace_file
from ..protocol import Refused

GROUP = "amie-backup"
KEYS = "/etc/ssh/amie/backup"
# A range of its own: Debian keeps only 900 numbers for system accounts.
FIRST, LAST = 200_000, 299_999
GONE = 6  # userdel: there is no such account


class Accounts:
    def __init__(self, keys: str = KEYS):
        self._keys = keys

    def find(self, name: str, home: str):
        """Numbers (user, group) of the account when it is as we make it; None otherwise."""
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            return None
        return (account.pw_uid, account.pw_gid) if account.pw_dir == home and FIRST <= account.pw_uid <= LAST else None

    def ensure(self, name: str, home: str):
        found = self.find(name, home)
        if found:
            return found
        limits = [f"{word}={number}" for word, number in numbers().items()]
        keys = [part for limit in limits for part in ("--key", limit)]
        done = run(
            ["/usr/sbin/useradd", "--system", "--user-group", "--groups", GROUP, "--no-create-home", "--home-dir", home]
            + ["--shell", "/bin/sh", "--password", "*", *keys, name]
        )
        found = self.find(name, home)
        if done.returncode != 0 or not found:
            raise Refused("failed", "the account was not made, or is somebody else's")
        return found

    def remove(self, name: str) -> None:
        if run(["/usr/sbin/userdel", name]).returncode not in (0, GONE):
            raise Refused("failed", "the account was not removed")

    def keys(self, name: str):
        """Text of the file of keys, or None."""
        try:
            with open(os.path.join(self._keys, name), encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def set_keys(self, name: str, text: str) -> None:
        if self.keys(name) != text:
            # sshd reads it as the account; public keys are no secret.
            replace_file(os.path.join(self._keys, name), text.encode(), 0o644)

    def forget_keys(self, name: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(self._keys, name))

    def end_sessions(self, number: int) -> None:
        """Ends everything that runs as the account; with its keys gone, nothing new can start."""
        for process in os.listdir("/proc"):
            if process.isdigit():
                with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                    if os.stat(f"/proc/{process}").st_uid == number:
                        os.kill(int(process), signal.SIGKILL)


def numbers() -> dict:
    return {"SYS_UID_MIN": FIRST, "SYS_UID_MAX": LAST, "SYS_GID_MIN": FIRST, "SYS_GID_MAX": LAST}
