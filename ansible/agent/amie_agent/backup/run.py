"""A run: everything a source holds of a member, into one archive of the member's repository."""

import syslog
import time

from .borg import Borg, JobFailed
from .contents import hashes_of, marks_of
from .index import Index
from .places import Places
from .recover import recover
from .staging import staged
from .values import archive_name, archive_time

PASSES = 3
PRUNE_EVERY = 20 * 3600  # seconds


class Run:
    def __init__(self, name: str, places: Places = None, borg: Borg = None, index: Index = None, now=time.time, stage=staged):
        self._places = places or Places()
        self._borg = borg or Borg(name, self._places)
        self._index = index or Index(name)
        self._now = now
        self._stage = stage

    def carry_out(self, asked) -> dict:
        with self._stage(asked) as things:
            recover(self._borg, self._index, things)
            present = [thing for thing in things if thing.is_there()]
            if not present:
                raise JobFailed("thing-missing", "nothing of what was asked for is here")
            self._prune()
            statistics = self._archive(present)
        missing = [thing.asked for thing in things if thing not in present]
        return {**statistics, **({"missing": missing} if missing else {})}

    def _archive(self, things):
        """Until an archive holds every message that was there all along: one that changes its name while it is read may
        be met under neither."""
        for _ in range(PASSES):
            archive = archive_name(self._now())
            before = {thing.name: hashes_of(thing.root, thing.key_of, self._index.hashes(thing.name)) for thing in things}
            statistics = self._create(archive, things)
            if not any(self._has_missed(archive, thing, before[thing.name]) for thing in things):
                return self._remember(archive, things, before, statistics)
            time.sleep(1)  # names of archives are seconds
        raise JobFailed("failed", "messages were moving too much to be read")

    def _create(self, archive: str, things) -> dict:
        words = [thing.root for thing in things], [pattern for thing in things for pattern in thing.excluded]
        try:
            made = self._borg.create(archive, *words)
        except JobFailed as failure:
            if failure.code != "repository-empty":
                raise
            self._borg.initialise()
            made = self._borg.create(archive, *words)
        size = made["archive"]["stats"]
        used = -(-made["cache"]["stats"]["unique_csize"] // 1024)
        return {"files": size["nfiles"], "bytes": size["original_size"], "newBytes": size["deduplicated_size"], "usedKib": used}

    def _has_missed(self, archive: str, thing, before: dict) -> bool:
        after = marks_of(thing.root, thing.key_of)
        moved = {key for key, mark in before.items() if key in after and after[key][3] != mark[4]}
        if not moved:
            return False
        held = {thing.key_of(path) for path in self._paths(archive, thing)}
        return not moved <= held

    def _paths(self, archive: str, thing):
        below = len(thing.archived()) + 1
        return [file["path"][below:] for file in self._borg.files(archive, thing.archived()) if file["type"] == "-"]

    def _remember(self, archive: str, things, before: dict, statistics: dict) -> dict:
        """The archive first, which can be restored; cut off before its hashes, a drill waits for the next run."""
        seen, steady = [], {}
        for thing in things:
            after = marks_of(thing.root, thing.key_of)
            # What changed while it was read proves nothing: a drill compares the rest.
            steady[thing.name] = {key: mark for key, mark in before[thing.name].items() if after.get(key, [])[:3] == mark[:3]}
            files = before[thing.name].values()
            count = {"files": len(files), "bytes": sum(mark[1] for mark in files)}
            seen.append({**thing.asked, **count, **thing.listed(mark[4] for mark in files)})
        self._index.add({"archive": archive, "at": archive_time(archive), "things": seen})
        for name, hashes in steady.items():
            self._index.keep_hashes(name, archive, hashes)
        return {"archive": archive, **statistics}

    def _prune(self) -> None:
        """Before anything is added: a repository that is full would keep for ever what fills it. Its failure undoes no run,
        which says by itself what is wrong with the repository."""
        kept = self._places.source()
        is_due = self._index.archives() and self._now() - self._index.last("pruned") >= PRUNE_EVERY
        if "keptDaily" not in kept or not is_due:
            return
        try:
            self._borg.prune(kept)
            self._index.keep_only(self._borg.names())
            self._index.mark("pruned", self._now())
        except JobFailed as failure:
            syslog.syslog(syslog.LOG_ERR, f"old archives were not forgotten: {failure.code}")


def run(request: dict) -> dict:
    return Run(request["name"]).carry_out(request["things"])
