"""The program that loads a dump: run as the site's own account, with a password for this once in a file that nobody else
sees. What a dump says, it says with the rights of the database's own account, and to no shell.
"""

import contextlib
import os
import pwd
import subprocess
import tempfile

from .borg import JobFailed

DEADLINE = 3600  # seconds
LOOK = 0.5  # seconds between two looks at how much there is by now


def account_of(name: str):
    """Number of the account whose site the database is of."""
    return pwd.getpwnam(name.split("_")[0]).pw_uid


@contextlib.contextmanager
def secret_file(name: str, text: str):
    """Path of a file that the site's account alone may read. Jobs have a /tmp of their own."""
    number = account_of(name)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir="/tmp") as file:
        file.write(text)
        file.flush()
        os.fchown(file.fileno(), number, number)
        yield file.name


def load(name: str, argv, dump: str, is_too_large, environment=None) -> None:
    """Feeds a dump to its program; ends it as soon as the database is too large."""
    number = account_of(name)
    words = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent", **(environment or {})}
    with open(dump, "rb") as given:
        program = subprocess.Popen(
            argv,
            stdin=given,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=words,
            cwd="/",
            user=number,
            group=number,
            extra_groups=[],
        )
        try:
            wait(program, is_too_large)
        finally:
            if program.poll() is None:
                program.kill()
                program.wait()
    if is_too_large():
        raise JobFailed("no-space", "the database's limit has no room for it")
    if program.returncode != 0:
        raise JobFailed("failed", "the database refused what the dump holds")


def wait(program, is_too_large) -> None:
    for _ in range(int(DEADLINE / LOOK)):
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(LOOK)
            return
        if is_too_large():
            return
    raise JobFailed("failed", "the dump was not loaded within an hour")
