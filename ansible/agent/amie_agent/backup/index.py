"""What a source remembers of its archives: which things each holds, and the hashes of what the newest holds.

Lost with the source, and made again by its next run; the archives themselves do not need it.
"""

import gzip
import json
import os

from ..files import replace_file
from .borg import WORK
from .records import Records

MOST = 400


class Index:
    def __init__(self, name: str, work: str = WORK):
        self._folder = os.path.join(work, "index", name)
        self._records = Records(self._folder)

    def archives(self) -> list:
        """Newest first."""
        return (self._records.find("archives") or {"archives": []})["archives"]

    def newest(self):
        return next(iter(self.archives()), None)

    def add(self, entry: dict) -> None:
        self._records.put("archives", {"archives": [entry, *self.archives()][:MOST]})

    def keep_only(self, names) -> None:
        kept = set(names)
        self._records.put("archives", {"archives": [entry for entry in self.archives() if entry["archive"] in kept]})

    def hashes(self, thing: str, archive: str = None) -> dict:
        """Hashes of a thing as they were at the newest run that held it, or only if that run made the archive; else empty."""
        try:
            with gzip.open(self._path(thing), "rt", encoding="utf-8", errors="surrogateescape") as file:
                kept = json.load(file)
        except FileNotFoundError:
            return {}
        return kept.get("files", {}) if archive in (None, kept.get("archive")) else {}

    def keep_hashes(self, thing: str, archive: str, hashes: dict) -> None:
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        text = json.dumps({"archive": archive, "files": hashes})
        replace_file(self._path(thing), gzip.compress(text.encode(), 1), 0o600)

    def last(self, what: str) -> float:
        return (self._records.find(what) or {"at": 0})["at"]

    def mark(self, what: str, moment: float) -> None:
        self._records.put(what, {"at": moment})

    def _path(self, thing: str) -> str:
        return os.path.join(self._folder, f"{thing}.hashes.gz")
