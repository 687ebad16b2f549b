"""Small JSON files of the agent's own, root-only, replaced whole."""

import json
import os

from ..files import replace_file


class Records:
    def __init__(self, folder: str):
        self._folder = folder

    def names(self) -> list:
        try:
            return sorted(name[:-5] for name in os.listdir(self._folder) if name.endswith(".json"))
        except FileNotFoundError:
            return []

    def find(self, name: str):
        """The record, or None when there is none. A record that cannot be read raises: it is not absent."""
        try:
            with open(self._path(name), "rb") as file:
                return json.load(file)
        except FileNotFoundError:
            return None

    def put(self, name: str, record: dict) -> None:
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        replace_file(self._path(name), json.dumps(record, separators=(",", ":")).encode(), 0o600)

    def drop(self, name: str) -> None:
        os.unlink(self._path(name))

    def _path(self, name: str) -> str:
        return os.path.join(self._folder, f"{name}.json")
