"""How much each site and database uses, and what left for its visitors, per day of this server's own time zone.

The logs are read from where the last reading ended, so that a day counted once stays as it was counted.
"""

import json
import os
import re
import time

from ..files import replace_file
from . import places

DAYS = 3
_LINE = re.compile(rb'\[(\d\d)/([A-Z][a-z][a-z])/(\d{4}):[^\]]*\] ".*" \d{3} (\d+) "[^"]*" "[^"]*"$')
_MONTHS = {name: number for number, name in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}
_KEPT_DAYS = 40


def bytes_by_day(name: str) -> dict:
    """Bytes as text, of the last days."""
    state = load(name)
    for path in (f"{places.logs(name)}/access.log.1", f"{places.logs(name)}/access.log"):
        read_on(path, state)
    since = day_of(time.time() - (_KEPT_DAYS - 1) * 86400)
    state["days"] = {day: count for day, count in state["days"].items() if day >= since}
    store(name, state)
    recent = day_of(time.time() - (DAYS - 1) * 86400)
    return {day: str(count) for day, count in sorted(state["days"].items()) if day >= recent}


def day_of(moment: float) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(moment))


def read_on(path: str, state: dict) -> None:
    """Counts the lines added since; a file is known by its number, also once it was renamed by a rotation."""
    try:
        file = open(path, "rb")
    except FileNotFoundError:
        return
    with file:
        number = str(os.fstat(file.fileno()).st_ino)
        file.seek(state["read"].get(number, 0))
        for line in file:
            if not line.endswith(b"\n"):
                break  # still being written
            count(line.rstrip(b"\n"), state["days"])
            state["read"][number] = state["read"].get(number, 0) + len(line)
        state["seen"].append(number)


def count(line: bytes, days: dict) -> None:
    match = _LINE.search(line)
    if match and match[2] in _MONTHS:
        day = f"{match[3].decode()}-{_MONTHS[match[2]]:02}-{match[1].decode()}"
        days[day] = days.get(day, 0) + int(match[4])


def load(name: str) -> dict:
    try:
        with open(_path(name), "rb") as file:
            return {**json.load(file), "seen": []}
    except FileNotFoundError:
        return {"days": {}, "read": {}, "seen": []}


def store(name: str, state: dict) -> None:
    read = {number: offset for number, offset in state["read"].items() if number in state["seen"]}
    text = json.dumps({"days": state["days"], "read": read}, sort_keys=True).encode()
    os.makedirs(os.path.dirname(_path(name)), mode=0o700, exist_ok=True)
    replace_file(_path(name), text, 0o600)


def _path(name: str) -> str:
    return f"{places.STATES}/traffic/{name}.json"
