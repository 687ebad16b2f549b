"""Verbs of a backup server."""

import json

from .. import tree_total
from ..protocol import Verb
from ..told import told
from .activity import activity
from .repositories import PURGE_WAIT, Repositories
from .values import parse_escrow_key, parse_generation, parse_keys, parse_limit_kib, parse_repository, parse_slug
from .volumes import ROOT

SETTINGS = "/etc/amie-backup/server.json"
NAMED = {"name": parse_repository, "generation": parse_generation}
WHOLE = {
    **NAMED,
    "slug": parse_slug,
    "limitKib": parse_limit_kib,
    "escrowKey": parse_escrow_key,
    "keys": parse_keys,
}


def verbs(repositories: Repositories = None) -> dict:
    known = repositories or Repositories(wait=purge_wait)

    def look(items):
        names = known.names() if items is None else sorted({item["name"] for item in items})
        return {"items": [{"key": name, "ok": True, **seen(name)} for name in names]}

    def seen(name):
        found = known.look(name)
        return {**found, **activity(name, found["keys"])} if found["state"] == "present" else found

    def act(work, fields):
        return Verb(lambda item: {"state": work(item)}, fields, key="name", each=True, writes=True)

    def meters(_items):
        seen = [(name, known.look(name)) for name in known.names()]
        kept = [{"name": name, "slug": one["slug"], "usedKib": one["usedKib"]} for name, one in seen if one["state"] != "missing"]
        return told("use of each repository as the file system counts it", {"items": kept}, tree_total.counted(ROOT))

    return {
        "backup.repositories": Verb(look, {"name": parse_repository}),
        "backup.meters": Verb(meters),
        "backup.put": act(known.put, WHOLE),
        "backup.set-aside": act(known.set_aside, NAMED),
        "backup.purge": act(known.purge, NAMED),
    }


def purge_wait() -> int:
    """Seconds, from root's own file; without one, the longest."""
    try:
        with open(SETTINGS, "rb") as file:
            return int(json.load(file)["purgeWaitSeconds"])
    except FileNotFoundError:
        return PURGE_WAIT
