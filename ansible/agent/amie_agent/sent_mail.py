"""Messages that people of each domain sent and that were delivered, per day, from Postfix's log.

Counted is each `status=sent` of a message that came in from somebody signed in; its queue number leads to the domain of
its sender. What a stranger sends under one of our names is nobody's, and a probe is sent by nobody signed in.
"""

import functools
import re

from . import days
from .kept_counts import Counts

LOG = "/var/log/postfix.log"
STATE = "/var/lib/amie-agent/metering/mail-sent.json"
GIVEN_UP = 10  # days after which a message still in the queue is forgotten: Postfix gives up after five
_LINE = re.compile(rb"([A-Z][a-z][a-z] [ 0-3]\d \d\d:\d\d):\d\d \S+ postfix(?:/[a-z-]+)*/([a-z]+)\[\d+\]: ([0-9A-Za-z]{5,24}): (.*)")
_SIGNED_IN = re.compile(rb"client=.*, sasl_username=[^,\s]+(?:, |$)")
_SENDER = re.compile(rb"from=<[^<>@\s]+@([A-Za-z0-9.-]{3,253})>, size=")
# Read from its beginning: at its end stands what the other server answered, which may be anything.
_ADDRESS = rb'to=<(?:"(?:[^"\\]|\\.)*"|[^>"])*>'
_DELIVERED = re.compile(
    _ADDRESS + rb", (?:orig_" + _ADDRESS + rb", )?relay=[^,]+, (?:conn_use=\d+, )?delay=[^,]+, delays=[^,]+, dsn=2[.\d]+, status=sent \("
)
_DELIVERING = frozenset({b"smtp", b"lmtp", b"local", b"virtual", b"pipe"})


def sent_by_day(now: float, log: str = LOG, state: str = STATE) -> dict:
    """Messages by domain, of each ended day the log covers."""
    counts = Counts(state, now)
    count = Count(counts.days, counts.more.setdefault("open", {}))
    counts.read(log, count.take)
    today = days.day_of(now)
    oldest = days.ended_days(now, GIVEN_UP)[0]
    # A message may be dated ahead by a clock that was wrong; it is forgotten all the same.
    counts.more["open"] = {key: one for key, one in count.open.items() if oldest <= one[1] <= today}
    counts.keep()
    return {day: counts.days.get(day, {}) for day in counts.told()}


class Count:
    """`open` maps the queue number of a signed-in person's message to [domain or "", day it came]."""

    def __init__(self, by_day: dict, open_messages: dict):
        self.days = by_day
        self.open = open_messages
        # A minute's stamp comes a thousand times in a row.
        self._day_of = functools.lru_cache(maxsize=64)(days.day_of_stamp)

    def take(self, line: bytes, written: float) -> None:
        match = _LINE.match(line)
        if not match:
            return
        stamp, daemon, number, rest = match.groups()
        key = number.decode()
        if daemon in (b"smtpd", b"pickup"):
            self._come(key, rest, stamp, written)
        elif key not in self.open:
            return
        elif daemon == b"qmgr":
            self._queued(key, rest)
        elif daemon in _DELIVERING and _DELIVERED.match(rest):
            self._sent(key, self._day_of(stamp, written))

    def _come(self, key: str, rest: bytes, stamp: bytes, written: float) -> None:
        """Queue numbers are used again: whatever had this one before is over."""
        day = self._day_of(stamp, written)
        if _SIGNED_IN.match(rest) and day:
            self.open[key] = ["", day]
        elif rest.startswith((b"client=", b"uid=")):
            self.open.pop(key, None)

    def _queued(self, key: str, rest: bytes) -> None:
        sender = _SENDER.match(rest)
        if sender:
            self.open[key][0] = sender[1].decode().lower()
        elif rest == b"removed":
            del self.open[key]

    def _sent(self, key: str, day) -> None:
        domain = self.open[key][0]
        if domain and day:
            counts = self.days.setdefault(day, {})
            counts[domain] = counts.get(domain, 0) + 1
