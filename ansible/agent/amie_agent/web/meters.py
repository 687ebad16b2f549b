"""What left for the visitors of a site, per day, from its logs."""

import functools
import re
import time

from .. import days
from ..kept_counts import Counts
from . import places

_LINE = re.compile(rb'\[([^\]]{26})\] ".*" \d{3} (\d{1,15}) "[^"]*" "[^"]*"$')


def bytes_by_day(name: str, now: float = 0) -> dict:
    """Bytes as text, of each ended day the log covers."""
    counts = Counts(f"{places.STATES}/traffic/{name}.json", now or time.time())
    by_day = counts.days
    counts.read(f"{places.logs(name)}/access.log", lambda line, _written: count(line, by_day))
    counts.keep()
    return {day: str(by_day.get(day, 0)) for day in counts.told()}


def count(line: bytes, by_day: dict) -> None:
    match = _LINE.search(line)
    day = match and day_of_minute(match[1][:17], match[1][20:])
    if day:
        by_day[day] = by_day.get(day, 0) + int(match[2])


@functools.lru_cache(maxsize=256)
def day_of_minute(minute: bytes, zone: bytes):
    """A stamp without its seconds: a minute's stamp comes a thousand times in a row."""
    return days.day_of_nginx(minute + b":00" + zone)


def known(use):
    """KiB, or None when the file system keeps no count: every home has a limit, so one without is not counted."""
    return use[0] if use and use[1] is not None else None
