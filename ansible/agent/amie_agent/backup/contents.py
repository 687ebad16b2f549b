"""What stands below a folder whose owner is not trusted: names and hashes, without ever following a link."""

import hashlib
import os
import re
import stat

CHUNK = 1 << 20
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FLAGS = re.compile(r":2,[^/]*$")
# Nothing but what a message's name is made of: a mailbox holds indexes and locks too, which come and go.
_MESSAGE = re.compile(r"^(Maildir(?:/\.[^/]+)?)/(?:cur|new)/([^/]+)$")


def message_key(path: str):
    """A message's name for life: without its flags, and whether or not it was seen. None for what is no message."""
    found = _MESSAGE.match(path)
    return f"{found[1]}/{_FLAGS.sub('', found[2])}" if found else None


def same_key(path: str):
    return path


def folder_of(path: str) -> str:
    """Folder on the disk of a message's path: "Maildir/.Work/cur/1" is in ".Work", "Maildir/cur/1" in the inbox."""
    steps = path.split("/")
    return steps[1] if len(steps) == 4 else ""


def regular_files(root: str):
    """Yields (path below root, folder descriptor, name, status) of each regular file."""
    opened = os.open(root, FOLDER)
    try:
        for folder, _folders, names, descriptor in os.fwalk(".", dir_fd=opened, follow_symlinks=False):
            for name in names:
                try:
                    seen = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
                except FileNotFoundError:
                    continue
                if stat.S_ISREG(seen.st_mode):
                    yield os.path.normpath(os.path.join(folder, name)), descriptor, name, seen
    finally:
        os.close(opened)


def hashes_of(root: str, key_of=same_key, known=None) -> dict:
    """Per key: [inode, size, mtime in ns, sha256, path, ctime in ns]. What did not change since `known` is not read again: a
    program may set mtime back, but not ctime."""
    found = {}
    for path, descriptor, name, seen in regular_files(root):
        key = key_of(path)
        if key is None:
            continue
        mark = [seen.st_ino, seen.st_size, seen.st_mtime_ns]
        former = (known or {}).get(key)
        try:
            is_known = former and former[:3] == mark and former[5:] == [seen.st_ctime_ns]
            digest = former[3] if is_known else sha256_at(descriptor, name)
        except FileNotFoundError:  # renamed or removed meanwhile
            continue
        found[key] = [*mark, digest, path, seen.st_ctime_ns]
    return found


def marks_of(root: str, key_of=same_key) -> dict:
    """The same without the hashes: [inode, size, mtime in ns, path]."""
    found = {}
    for path, _descriptor, _name, seen in regular_files(root):
        key = key_of(path)
        if key is not None:
            found[key] = [seen.st_ino, seen.st_size, seen.st_mtime_ns, path]
    return found


def sha256_at(folder: int, name: str) -> str:
    opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    digest = hashlib.sha256()
    with open(opened, "rb") as file:
        while block := file.read(CHUNK):
            digest.update(block)
    return digest.hexdigest()
