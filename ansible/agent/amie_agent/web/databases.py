"""Databases of sites, each with an account and a limit of its own, in one of two engines."""

from ..protocol import Refused
from .states import States, fence
from .access import refuse_without_site

KIND = "site-database"


class Databases:
    def __init__(self, states: States):
        self._states = states

    def put(self, item): raise Refused("failed", "later")
    def set_aside(self, item): raise Refused("failed", "later")
    def purge(self, item): raise Refused("failed", "later")
    def all(self): return []
    def exists(self, name): return False
    def faults(self, name, spec, counts): return []
    def used(self, name, spec, counts): return 0
    def probe(self, name, spec): return {"outcome": "unknown", "detail": ""}
