"""Days as the association counts them: from midnight to midnight in its own time zone, whatever the server's is."""

import datetime
import re
import time
import zoneinfo

# The platform's own `homeZone`; every server has it (tzdata comes with Python's own packages).
HOME = zoneinfo.ZoneInfo("Europe/Paris")
MONTHS = {name: number for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}
_STAMP = re.compile(rb"([A-Z][a-z][a-z]) ([ 0-3]\d) (\d\d):(\d\d)")
_NGINX = re.compile(rb"(\d\d)/([A-Z][a-z][a-z])/(\d{4}):(\d\d):(\d\d):\d\d ([+-])(\d\d)(\d\d)")


def day_of(moment: float) -> str:
    """`YYYY-MM-DD` of a moment, in seconds since 1970."""
    return datetime.datetime.fromtimestamp(moment, HOME).date().isoformat()


def ended_days(now: float, most: int) -> list:
    """The last days that are over, oldest first."""
    today = datetime.date.fromisoformat(day_of(now))
    return [(today - datetime.timedelta(days=back)).isoformat() for back in range(most, 0, -1)]


def day_of_stamp(text: bytes, written: float):
    """Day of a stamp as syslog writes it, `Nov  3 02:30`: local time of this server, without a year. None if it is none.

    `written` is when the file last changed: the line was written within the year before it.
    """
    match = _STAMP.match(text)
    month = match and MONTHS.get(match[1].decode())
    if not month:
        return None
    for year in range(time.localtime(written + 86_400).tm_year, 1970, -1):
        moment = moment_of(year, month, *(int(part) for part in match.groups()[1:]))
        if moment is None:
            return None if month != 2 else day_of_leap_stamp(match, year)
        # A day of grace, for clocks that were set back.
        if moment <= written + 86_400:
            return day_of(moment)
    return None


def day_of_leap_stamp(match, year: int):
    """The 29th of February belongs to the last year that had one."""
    for leap in range(year - 1, year - 8, -1):
        moment = moment_of(leap, 2, *(int(part) for part in match.groups()[1:]))
        if moment is not None:
            return day_of(moment)
    return None


def moment_of(year: int, month: int, day: int, hour: int, minute: int):
    try:
        datetime.datetime(year, month, day, hour, minute)
    except ValueError:
        return None
    return time.mktime((year, month, day, hour, minute, 0, 0, 0, -1))


def day_of_nginx(text: bytes):
    """Day of a stamp as Nginx writes it, `26/Oct/2025:02:30:00 +0200`; None if it is none."""
    match = _NGINX.match(text)
    month = match and MONTHS.get(match[2].decode())
    if not month:
        return None
    day, year, hour, minute = int(match[1]), int(match[3]), int(match[4]), int(match[5])
    ahead = datetime.timedelta(hours=int(match[7]), minutes=int(match[8])) * (1 if match[6] == b"+" else -1)
    try:
        moment = datetime.datetime(year, month, day, hour, minute, tzinfo=datetime.timezone(ahead))
        return moment.astimezone(HOME).date().isoformat()
    except (ValueError, OverflowError):
        return None
