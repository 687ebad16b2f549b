"""Files and folders: a small file is written so that a reader, or a power cut, finds the old one or the new one and never
a part; a folder is opened without following links.
"""

import errno
import os
import secrets

from .commands import run

ERASING = 1800  # seconds


def replace_file(path: str, content: bytes, mode: int, group: int = -1) -> None:
    fresh = f"{path}.{secrets.token_hex(4)}"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fchown(descriptor, -1, group)
            os.fchmod(descriptor, mode)
            os.fsync(descriptor)
        os.rename(fresh, path)
    except BaseException:
        os.unlink(fresh)
        raise
    sync_folder(os.path.dirname(path))


def sync_folder(path: str) -> None:
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def open_folder(name: str, folder=None) -> int:
    """Descriptor of a folder, below an open one when it is given. Never follows a link at the end of the name."""
    return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)


def erase_tree(folder: int, name: str) -> None:
    """Erases what has this name in an open folder, however deep: thousands of folders in one another end other ways."""
    path = f"/proc/{os.getpid()}/fd/{folder}/{name}"
    if run(["/usr/bin/rm", "-rf", "--one-file-system", "--", path], deadline=ERASING).returncode != 0:
        raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY))
