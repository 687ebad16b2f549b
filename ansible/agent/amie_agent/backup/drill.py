"""A drill: a sample is really brought back from the newest archive, and compared with the hashes of the day it was made."""

import os
import random

from .borg import WORK, Borg, JobFailed
from .contents import hashes_of
from .index import Index
from .scratch import room_at, scratch
from .things import thing_of

FILES = 200
THINGS = 3


class Drill:
    def __init__(self, request: dict, borg: Borg = None, index: Index = None, work: str = WORK, choose=None, room=room_at):
        self._name = request["name"]
        self._borg = borg or Borg(request["name"])
        self._index = index or Index(request["name"])
        self._work = work
        self._choose = choose or random.SystemRandom()
        self._room = room

    def carry_out(self) -> dict:
        newest = self._index.newest()
        if newest is None:
            raise JobFailed("archive-missing", "nothing was backed up from here yet")
        archive = newest["archive"]
        seen = [self._compare(archive, thing_of(asked)) for asked in self._sample(newest["things"])]
        result = {"archive": archive, **{name: sum(one[name] for one in seen) for name in ("sampled", "matching", "bytes")}}
        if result["sampled"] != result["matching"]:
            raise JobFailed("content-differs", f"{result['sampled'] - result['matching']} of {result['sampled']} files differ")
        return result

    def _sample(self, things) -> list:
        """At least one of each kind, and of those that have something to compare."""
        known = ("store", "login", "name", "engine", "kind")
        asked = [{name: value for name, value in thing.items() if name in known} for thing in things if thing["files"]]
        self._choose.shuffle(asked)
        kinds = {thing["kind"]: thing for thing in asked}
        rest = [thing for thing in asked if thing not in kinds.values()]
        return [*kinds.values(), *rest][: max(THINGS, len(kinds))]

    def _compare(self, archive: str, thing) -> dict:
        hashes = self._index.hashes(thing.name, archive)
        if not hashes:
            raise JobFailed("content-differs", "nothing is known of that day to compare with: run a backup first")
        below = len(thing.archived()) + 1
        held = {thing.key_of(file["path"][below:]): file["path"] for file in self._borg.files(archive, thing.archived())}
        with scratch(self._work, self._name) as place:
            keys = self._sample_files(hashes, self._room(place) // 2)
            paths = [held[key] for key in keys if key in held]
            if paths:
                self._borg.extract(archive, paths, place)
            top = os.path.join(place, thing.archived())
            found = hashes_of(top, thing.key_of) if os.path.isdir(top) else {}
        matching = [key for key in keys if key in found and found[key][3] == hashes[key][3]]
        return {"sampled": len(keys), "matching": len(matching), "bytes": sum(found[key][1] for key in matching)}

    def _sample_files(self, hashes: dict, room: int) -> list:
        """As many as find room, of those drawn: the disk is its members', and others write there meanwhile."""
        keys = []
        for key in self._choose.sample(sorted(hashes), min(FILES, len(hashes))):
            if hashes[key][1] <= room:
                keys.append(key)
                room -= hashes[key][1]
        if not keys:
            raise JobFailed("no-space", "the server's disk has no room for a sample")
        return keys
