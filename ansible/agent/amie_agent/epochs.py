"""The fence: an effect of an older run than the last one seen is refused where it would happen.

The lane stays closed while an effect runs, so a newer run never overlaps an older one: it waits, then the older one's
next request is refused.
"""

import contextlib
import fcntl
import json
import os
import time

from .files import replace_file

WAIT = 10  # seconds a caller waits for another's effect before it is told `busy`


class Epochs:
    def __init__(self, folder: str, wait: float = WAIT):
        self._file = os.path.join(folder, "epochs.json")
        self._lock = os.path.join(folder, "epochs.lock")
        self._wait = wait

    def all(self) -> dict:
        """Last epoch seen, as decimal text, per lane."""
        return {lane: str(epoch) for lane, epoch in self._read().items()}

    @contextlib.contextmanager
    def taken(self, lane: str, epoch: int):
        """Closes the lanes; yields None, or the newer epoch that makes this one stale."""
        with self._closed():
            epochs = self._read()
            last = epochs.get(lane, -1)
            if epoch > last:
                # On disk before the effect: a power cut in between must not reopen the lane to an older run.
                replace_file(self._file, json.dumps({**epochs, lane: epoch}).encode(), 0o600)
            yield last if epoch < last else None

    def _read(self) -> dict:
        try:
            with open(self._file, "rb") as file:
                return json.load(file)
        except FileNotFoundError:
            return {}

    @contextlib.contextmanager
    def _closed(self):
        from .protocol import Refused

        lock = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            if not take(lock, self._wait):
                raise Refused("busy", "another request holds the lanes")
            yield
        finally:
            os.close(lock)


def take(lock: int, wait: float) -> bool:
    deadline = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.01)
