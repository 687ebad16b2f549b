"""What there is of ours, and how far the world is from what was last made of it."""

import datetime
import os
import pwd

from .. import disks
from ..protocol import Refused
from . import accounts, certificates, certify, folders, grammar, homes, places, sites, trees, units
from .states import States


class Look:
    """One look: what many things share is read once."""

    def __init__(self, states: States, accesses, databases, items):
        self._states = states
        self._accesses = accesses
        self._databases = databases
        wanted = [item["name"] for item in items if item["kind"] == "site"]
        self._counts = disks.counts(places.data()) if items else {}
        self._homes = homes.states() if wanted else {}
        self._idle = units.not_running(name for name in wanted if units.there(name))

    def at(self, item: dict) -> dict:
        kind, name = item["kind"], item["name"]
        state = self._states.read(kind, name)
        there = self._state_of(kind, name, state)
        if there == "missing":
            return {"state": "missing"}
        answer = {"state": there, "generation": "0", "spec": {}, "faults": [], "shown": {}}
        if state is not None:
            answer.update(generation=str(state["generation"]), spec=state["spec"])
        if there == "present":
            answer["faults"] = self._faults(kind, name, state)
        answer["shown"] = self._shown(kind, name, state)
        return answer

    def _state_of(self, kind: str, name: str, state) -> str:
        if state is not None:
            return "aside" if state["isAside"] else "present"
        if kind == "site":
            is_there = trees.current(name) is not None or accounts.find(name) is not None
            return self._homes.get(name, "present" if is_there else "missing").replace("both", "present")
        if kind == "site-access":
            return "present" if accounts.find(name) else "missing"
        return "present" if self._databases.exists(name) else "missing"

    def _faults(self, kind: str, name: str, state) -> list:
        if state is None or not state["spec"]:
            return ["state"]
        if kind == "site":
            return self._site_faults(state)
        if kind == "site-access":
            return self._accesses.faults(name, state["spec"])
        return self._databases.faults(name, state["spec"], self._counts)

    def _site_faults(self, state: dict) -> list:
        spec, name = state["spec"], state["spec"]["name"]
        account = accounts.find(name)
        found = homes.faults(name, spec["limitKib"], self._counts)
        if not os.path.isdir(places.logs(name)):  # nginx reads no site whose log it cannot open
            found.append("home")
        if account is None or account.pw_uid != places.uid_of(name) or not accounts.is_read_by_nginx(name):
            found.append("user")
        _kind, chain, key = certificates.choose(spec)
        if not os.path.exists(chain) or not os.path.exists(key):
            found.append("certificate")
        if trees.current(name) != sites.text_of(state) or units.there(name) != units.wanted(spec):
            found.append("config")
        if units.wanted(spec) and (name in self._idle or not units.there(name)):
            found.append("unit")
        if spec["phpVersion"] is not None and not os.path.exists(units.binary(spec["phpVersion"])):
            found.append("php")
        if not folders.are_whole(spec, state["files"]):
            found.append("password")
        return sorted(set(found))

    def _shown(self, kind: str, name: str, state) -> dict:
        if kind == "site-access" or state is None or not state["spec"]:
            return {}
        if kind == "site-database":
            return {"usedKib": self._databases.used(name, state["spec"], self._counts)}
        used = homes.use(name, self._counts)
        return {**certificate_shown(state["spec"]), "usedKib": used[0] if used else None}


def certificate_shown(spec: dict) -> dict:
    name = spec["name"]
    kind, chain, _key = certificates.choose(spec)
    until = certificates.until_of(chain)
    refused = certify.noted(name) if spec["importedCertificate"] is None else None
    is_known = until.year > 1
    is_imported = is_known and kind == "imported"
    return {
        "certificate": kind,
        "certificateNames": sorted(certificates.names_of(certificates.leaf_of(certificates.read(chain)))) if is_imported else None,
        "certificateUntil": until.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ") if is_known else None,
        "certificateProblem": refused and refused["problem"],
        "certificateWithout": refused["left"] if refused else [],
    }


def names(states: States, databases) -> list:
    """Kind and name of everything of ours, known by its statement or by what is there of it."""
    found = {(kind, name) for kind in grammar.KINDS for name in states.names(kind)}
    seen = [*homes.states(), *trees.names(), *states.names("staged"), *(entry.pw_name for entry in pwd.getpwall())]
    for name in seen:
        found |= {(kind, name) for kind in ("site", "site-access") if is_name_of(kind, name)}
    found |= {("site-database", name) for name in databases.all() if is_name_of("site-database", name)}
    return [{"kind": kind, "name": name} for kind, name in sorted(found)]


def is_name_of(kind: str, name: str) -> bool:
    try:
        return bool(grammar.NAMES[kind](name))
    except ValueError:
        return False


def spec_in_use(states: States, kind: str, name: str) -> dict:
    state = states.read(kind, name)
    if state is None or state["isAside"] or not state["spec"]:
        raise Refused("not-found", "it is not in use")
    return state["spec"]
