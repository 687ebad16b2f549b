"""Holds the databases of MariaDB and the logs to their limits: looks at their files every two seconds, and acts only when
one crosses its limit. What a database or a log can grow beyond it is what can be written in that time.
"""

import glob
import os
import subprocess
import syslog
import time

from ..commands import run
from ..protocol import Refused
from . import mariadb, places
from .databases import KIND
from .states import States

PAUSE = 2  # seconds
ROTATING = 600  # seconds; a log is compressed


def main() -> None:
    states, held = States(), {}
    while True:
        held = look(states, held)
        rotate(rotations(places.data(), places.server()["logMib"] << 20))
        time.sleep(PAUSE)


def look(states: States, held: dict) -> dict:
    """One look; `held` says of each database whether it could not write after the last one."""
    seen = {}
    for name in states.names(KIND):
        state = states.read(KIND, name)
        if state is None or state["isAside"] or state["spec"].get("engine") != "mariadb":
            continue
        kib = state["spec"]["limitKib"]
        seen[name] = (mariadb.used(name) or 0) >= kib
        if seen[name] != held.get(name):
            try:
                seen[name] = mariadb.hold(name, kib)
            except Refused:
                # Asked again at the next look.
                syslog.syslog(syslog.LOG_WARNING, f"the limit of {name} could not be enforced")
                seen.pop(name)
    return seen


def rotations(data: str, most: int, system: str = "/var/log") -> list:
    """Words for logrotate, per configuration that has a log above the limit. Its own says the size, and turns no other site's
    log with it; Debian's know days only, so they are forced."""
    logs = {
        ("/etc/logrotate.d/amie-web",): f"{data}/.logs/*/*.log",
        ("--force", "/etc/logrotate.d/nginx"): f"{system}/nginx/*.log",
        ("--force", "/etc/logrotate.d/postgresql-common"): f"{system}/postgresql/*.log",
    }
    return [words for words, pattern in logs.items() if any(size_of(path) > most for path in glob.iglob(pattern))]


def size_of(path: str) -> int:
    try:
        return os.lstat(path).st_size
    except FileNotFoundError:
        return 0


def rotate(wanted) -> None:
    for words in wanted:
        # Refused while the daily run holds its state; asked again at the next look.
        try:
            is_done = run(["logrotate", *words], deadline=ROTATING).returncode == 0
        except subprocess.TimeoutExpired:
            is_done = False
        if not is_done:
            syslog.syslog(syslog.LOG_WARNING, f"a log above its limit was not rotated, as {words[-1]} says")
