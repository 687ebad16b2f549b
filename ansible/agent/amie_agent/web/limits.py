"""Holds the databases of MariaDB to their limits: looks at their files every two seconds, and asks MariaDB only when one
crosses its limit. What a database can grow beyond it is what it can write in that time.
"""

import syslog
import time

from ..protocol import Refused
from . import mariadb
from .databases import KIND
from .states import States

PAUSE = 2  # seconds


def main() -> None:
    states, held = States(), {}
    while True:
        held = look(states, held)
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
