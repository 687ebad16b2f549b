"""Counts per day from a log, kept beside the places they were read up to. Both can be made again from the logs."""

import json
import os

from . import days
from .files import replace_file
from .rotated_log import read_on

FORM = 2
KEPT_DAYS = 40
TOLD_DAYS = 15  # as many ended days as the logs are sure to hold


class Counts:
    """`days` maps a day to what was counted on it; `more` is what a count must remember between readings."""

    def __init__(self, path: str, now: float):
        self._path = path
        self._now = now
        kept = load(path)
        self.days = kept.get("days", {})
        self.more = kept.get("more", {})
        self._places = kept.get("places", {})
        self._since = kept.get("since", days.day_of(now))

    def read(self, log: str, take) -> None:
        """`take(line, written)` for each new line; writes down nothing yet."""
        self._places = read_on(log, self._places, self._now, take)
        self._since = min([self._since, *self.days])

    def told(self) -> list:
        """The ended days that the log covers: one without any count was a quiet day, one before it was no day at all."""
        return [day for day in days.ended_days(self._now, TOLD_DAYS) if day >= self._since]

    def keep(self) -> None:
        since = days.ended_days(self._now, KEPT_DAYS)[0]
        content = {
            "form": FORM,
            "since": self._since,
            "days": {day: counts for day, counts in self.days.items() if day >= since},
            "more": self.more,
            "places": self._places,
        }
        os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)
        replace_file(self._path, json.dumps(content, sort_keys=True).encode(), 0o600)


def load(path: str) -> dict:
    try:
        with open(path, "rb") as file:
            kept = json.load(file)
    except (FileNotFoundError, ValueError):
        return {}
    return kept if isinstance(kept, dict) and kept.get("form") == FORM else {}
