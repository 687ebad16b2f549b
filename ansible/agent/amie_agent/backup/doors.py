"""What each key of a repository opens: one command, on one Borg repository, that only adds to it."""


def text_of(home: str, limit_kib: int, keys) -> str:
    """A file of authorized keys. Its values were parsed: names, a number and keys, none with a space or a quote in it."""
    return "".join(f"{door(home, limit_kib, key['source'])} {key['publicKey']}\n" for key in keys)


def door(home: str, limit_kib: int, source: str) -> str:
    command = f"exec /usr/bin/borg serve --restrict-to-repository {home}/{source} --append-only"
    return f'restrict,command="{command} --storage-quota {limit_kib * 1024}"'


def size_on_disk(limit_kib: int) -> int:
    """Bytes the filesystem allows: a little over the promise, for Borg's journal and index.

    So Borg refuses first, with words a person understands, and what gets past Borg still stops here.
    """
    return (limit_kib + limit_kib // 32 + 8_192) * 1024
