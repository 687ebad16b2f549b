"""What was last made of each thing: its generation and its spec, in a file of root's, written after everything else.

`staged` holds what `put` prepared and `commit` has not brought into use yet. No secret is ever written here.
"""

import contextlib
import fcntl
import json
import os

from ..files import replace_file
from ..protocol import Refused
from . import places


class States:
    def __init__(self, root: str = places.STATES):
        self._root = root

    def read(self, kind: str, name: str):
        """`{generation, spec, isAside, …}`, or None."""
        return self._load(self._path(kind, name))

    def write(self, kind: str, name: str, state: dict) -> None:
        self._store(self._path(kind, name), state)

    def forget(self, kind: str, name: str) -> None:
        for path in (self._path("staged", name), self._path(kind, name)) if kind == "site" else (self._path(kind, name),):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)

    def names(self, kind: str) -> list:
        try:
            return sorted(name[:-5] for name in os.listdir(os.path.join(self._root, kind)) if name.endswith(".json"))
        except FileNotFoundError:
            return []

    def staged(self, name: str):
        return self._load(self._path("staged", name))

    def stage(self, name: str, state: dict) -> None:
        self._store(self._path("staged", name), state)

    def unstage(self, name: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._path("staged", name))

    def of_site(self, site: str, kind: str) -> list:
        """Names of the things of a kind that belong to a site."""
        separator = "_" if kind == "site-database" else "-"
        return [name for name in self.names(kind) if name.split(separator)[0] == site]

    def _path(self, kind: str, name: str) -> str:
        return os.path.join(self._root, kind, f"{name}.json")

    def _load(self, path: str):
        try:
            with open(path, "rb") as file:
                return with_files(json.load(file))
        except FileNotFoundError:
            return None

    def _store(self, path: str, state: dict) -> None:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        replace_file(path, json.dumps(state, sort_keys=True).encode(), 0o600)


def with_files(state: dict) -> dict:
    """A statement of a site from when password files were numbered names none of them."""
    folders = state["spec"].get("protectedFolders", [])
    numbered = {folder["path"]: f"{state['spec']['name']}.{index}" for index, folder in enumerate(folders)}
    return state if "protectedFolders" not in state["spec"] else {"files": numbered, **state}


def fence(state, generation: int, slug=None, staged=None) -> None:
    """Refuses what is older than what was made, and what would take another member's thing."""
    for known in (state, staged):
        if known is None:
            continue
        if generation < known["generation"]:
            raise Refused("stale-generation", "a newer one was made", lastGeneration=str(known["generation"]))
        # What was set aside before it was ever stated has no spec, and is nobody else's: a name is given once.
        if slug is not None and known["spec"].get("slug", slug) != slug:
            raise Refused("taken", "the name is another member's")


@contextlib.contextmanager
def lock(path: str = places.LOCK, is_shared: bool = False):
    """One at a time changes what nginx reads: the agent, or the command that fetches certificates. Many may look."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
