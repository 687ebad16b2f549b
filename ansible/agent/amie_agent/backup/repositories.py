"""Repositories of members on a backup server. Erasing one is two steps, and a wait that nobody's request can shorten.

A state file per repository says what was asked; it is written last, so that a run cut short shows the former generation
and is simply run again. The state file of an erased one stays: its name is never given again.
"""

import time

from ..protocol import Refused
from .accounts import Accounts
from .doors import size_on_disk, text_of
from .records import Records
from .stops import STOPS, is_stopped
from .values import iso
from .volumes import Volumes

STATES = "/var/lib/amie-agent/backup"
PURGE_WAIT = 72 * 3600  # seconds
ASKED = ("slug", "generation", "limitKib", "escrowKey", "keys")


class Repositories:
    def __init__(self, volumes=None, accounts=None, states=STATES, stops=STOPS, wait=lambda: PURGE_WAIT, now=time.time):
        self._volumes = volumes or Volumes()
        self._accounts = accounts or Accounts()
        self._states = Records(states)
        self._stops = stops
        self._wait = wait
        self._now = now

    def names(self) -> list:
        kept = {name for name in self._states.names() if not is_purged(self._states.find(name))}
        return sorted(kept | self._volumes.names())

    def look(self, name: str) -> dict:
        """What there is, and what of it is not as it should be. Never writes."""
        state = self._states.find(name)
        is_open, is_aside = self._volumes.is_open(name), self._volumes.is_aside(name)
        if is_purged(state) or not (state or is_open or is_aside):
            return {"state": "missing"}
        asked = state or {"slug": "", "generation": "0", "limitKib": 0, "escrowKey": None, "keys": []}
        aside_at = asked.get("asideAt")
        is_out = aside_at is not None and not is_open
        used, limit = self._volumes.sizes(name) if is_open or is_aside else (None, None)
        return {
            "state": "aside" if is_out else "present",
            **{field: asked[field] for field in ASKED},
            "usedKib": None if used is None else -(-used // 1024),
            "asideAt": iso(aside_at),
            "oddities": self._oddities_aside(name, is_aside) if is_out else self._oddities(name, asked, limit),
        }

    def put(self, item: dict) -> str:
        name, home = item["name"], self._volumes.path(item["name"])
        self._accept(name, item)
        owner, group = self._accounts.ensure(name, home)
        if self._volumes.is_aside(name):
            self._volumes.bring_back(name)
        self._volumes.create(name, group)
        self._volumes.limit(name, size_on_disk(item["limitKib"]))
        for key in item["keys"]:
            self._volumes.make_folder(name, key["source"], owner, group)
        self._accounts.set_keys(name, text_of(home, item["limitKib"], item["keys"]))
        if keys_in(self._states.find(name)) - keys_in(item):
            # Nobody can tell whose session is whose: sources try again, and a key that is out stays out.
            self._accounts.end_sessions(owner)
        asked = {**{field: item[field] for field in ASKED}, "generation": str(item["generation"])}
        self._states.put(name, {**asked, "asideAt": None})
        return "present"

    def set_aside(self, item: dict) -> str:
        """Nobody reaches it from here on. The first moment counts: asking again does not move it."""
        name = item["name"]
        state = self._known(item)
        if state is None:
            return "missing"
        first = state["asideAt"] if state["asideAt"] is not None else int(self._now())
        self._states.put(name, {**state, "generation": str(item["generation"]), "asideAt": first})
        self._accounts.forget_keys(name)
        found = self._accounts.find(name, self._volumes.path(name))
        if found:
            self._accounts.end_sessions(found[0])
        self._volumes.set_aside(name)
        return "aside"

    def purge(self, item: dict) -> str:
        """Erases for good what has been set aside for long enough, by this server's clock."""
        name = item["name"]
        state = self._known(item)
        if state is None:
            return "missing"
        if state["asideAt"] is None or self._volumes.is_open(name):
            raise Refused("in-use", "set it aside first")
        self._refuse_early(name, state["asideAt"])
        self._volumes.erase(name)
        self._accounts.forget_keys(name)
        self._accounts.remove(name)
        self._states.put(name, {"slug": state["slug"], "generation": str(item["generation"]), "purgedAt": int(self._now())})
        return "missing"

    def _refuse_early(self, name: str, aside_at: int) -> None:
        due = aside_at + self._wait()
        if self._now() < due:
            raise Refused("not-yet", iso(due))
        if is_stopped(self._stops, name):
            raise Refused("not-yet", "stopped")

    def _accept(self, name: str, item: dict) -> None:
        state = self._states.find(name)
        if is_purged(state) or (state and state["slug"] != item["slug"]):
            raise Refused("taken", "the name was given to another repository")
        if state:
            refuse_older(state, item)

    def _known(self, item: dict):
        state = self._states.find(item["name"])
        if state is None and (self._volumes.is_open(item["name"]) or self._volumes.is_aside(item["name"])):
            raise Refused("failed", "nothing says whose repository this is")
        if state is None or is_purged(state):
            return None
        refuse_older(state, item)
        return state

    def _oddities(self, name: str, asked: dict, limit) -> list:
        home = self._volumes.path(name)
        account = self._accounts.find(name, home)
        owners = [self._volumes.folder_owner(name, key["source"]) for key in asked["keys"]]
        checks = {
            "account": account is None,
            "authorized-keys": self._accounts.keys(name) != text_of(home, asked["limitKib"], asked["keys"]),
            "folder": not self._volumes.is_open(name) or any(not is_owned(owner, account) for owner in owners),
            "limit": limit != size_on_disk(asked["limitKib"]),
        }
        return [code for code, is_odd in checks.items() if is_odd]

    def _oddities_aside(self, name: str, is_aside: bool) -> list:
        return [] if is_aside and self._accounts.keys(name) is None else ["folder" if not is_aside else "authorized-keys"]


def is_purged(state) -> bool:
    return bool(state) and "purgedAt" in state


def refuse_older(state: dict, item: dict) -> None:
    if item["generation"] < int(state["generation"]):
        raise Refused("stale-generation", "the server holds a newer one", lastGeneration=state["generation"])


def keys_in(asked) -> set:
    return {key["publicKey"] for key in asked["keys"]} if asked else set()


def is_owned(owner, account) -> bool:
    """Whether a source's folder is there, and the account's if there is one."""
    return owner is not None and (account is None or owner == account[0])
