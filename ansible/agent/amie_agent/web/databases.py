"""Databases of sites, each with an account and a limit of its own, in one of two engines."""

from ..protocol import Refused
from . import mariadb, postgresql
from .access import refuse_without_site
from .states import States, fence

KIND = "site-database"
ENGINES = {"mariadb": mariadb, "postgresql": postgresql}
# Less than this and the next row may be refused.
FULL_KIB = 1024


class Databases:
    def __init__(self, states: States):
        self._states = states

    def put(self, item: dict) -> dict:
        name, spec, secret = item["name"], item["spec"], item["secret"]
        state = self._states.read(KIND, name)
        fence(state, item["generation"], spec["slug"])
        refuse_without_site(self._states, spec["site"])
        if state is not None and state["spec"].get("engine", spec["engine"]) != spec["engine"]:
            raise Refused("bad-value", "a database does not change its engine")
        if secret is None and state is None:
            raise Refused("secret-needed", "the database has no password yet")
        engine = ENGINES[spec["engine"]]
        engine.put(name, spec["limitKib"], secret["password"] if secret else None)
        self._states.write(KIND, name, {"generation": item["generation"], "spec": spec, "isAside": False})
        return {"state": "present"}

    def set_aside(self, item: dict) -> dict:
        """Nobody signs in any more; what it holds stays where it is."""
        name, state = item["name"], self._states.read(KIND, item["name"])
        fence(state, item["generation"])
        if state is None and not self.exists(name):
            return {"state": "missing"}
        for engine in self._engines_of(state):
            engine.set_aside(name)
        spec = state["spec"] if state else {}
        self._states.write(KIND, name, {"generation": item["generation"], "spec": spec, "isAside": True})
        return {"state": "aside"}

    def purge(self, item: dict) -> dict:
        name, state = item["name"], self._states.read(KIND, item["name"])
        fence(state, item["generation"])
        if state is None and not self.exists(name):
            return {"state": "missing"}
        if state is None or not state["isAside"]:
            raise Refused("busy", "the database is in use: set it aside first")
        for engine in self._engines_of(state):
            engine.purge(name)
        self._states.forget(KIND, name)
        return {"state": "missing"}

    def _engines_of(self, state) -> list:
        """The engine that was stated, or both when nothing was."""
        known = state["spec"].get("engine") if state else None
        return [ENGINES[known]] if known else list(ENGINES.values())

    def all(self) -> list:
        return sorted({name for engine in ENGINES.values() for name in engine.names()})

    def exists(self, name: str) -> bool:
        return name in self.all()

    def faults(self, name: str, spec: dict, _counts=None) -> list:
        return sorted(ENGINES[spec["engine"]].faults(name, spec["limitKib"]))

    def used(self, name: str, spec: dict, _counts=None):
        """KiB, or None when it cannot be told."""
        use = ENGINES[spec["engine"]].use(name, spec["limitKib"])
        return use[0] if use else None

    def probe(self, name: str, spec: dict) -> dict:
        found = self.faults(name, spec)
        use = ENGINES[spec["engine"]].use(name, spec["limitKib"])
        if found or use is None:
            return {"outcome": "broken", "detail": f"differs: {', '.join(found or ['limit'])}"}
        if use[1] < FULL_KIB:
            return {"outcome": "full", "detail": "its disk space is used up"}
        return {"outcome": "ready", "detail": "account, database and disk space are there"}
