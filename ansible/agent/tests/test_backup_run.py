import contextlib
import os
import tempfile
import unittest

from amie_agent.backup.borg import JobFailed
from amie_agent.backup.index import Index
from amie_agent.backup.places import Places
from amie_agent.backup.records import Records
from amie_agent.backup.run import Run
from amie_agent.backup.things import thing_of

NAME = "b00012"
MAILBOX = {"kind": "mailbox", "store": "alice.martin", "login": "alice@asso.test"}
LOST = {"kind": "mailbox", "store": "lost", "login": "lost@asso.test"}
OLD = ["2026-10-01T020000Z", "2026-10-02T020000Z"]


class MemoryBorg:
    """Archives by name; a repository takes as many as it has room for, and forgets all but the newest."""

    def __init__(self, room):
        self.archives = list(OLD)
        self.room = room
        self.prune_fails = None

    def create(self, archive, paths, excluded):
        if len(self.archives) >= self.room:
            raise JobFailed("repository-full")
        self.archives.append(archive)
        size = {"nfiles": 1, "original_size": 1, "deduplicated_size": 1}
        return {"archive": {"stats": size}, "cache": {"stats": {"unique_csize": 1}}}

    def prune(self, kept):
        if self.prune_fails:
            raise JobFailed(self.prune_fails)
        self.archives = self.archives[-1:]

    def names(self):
        return list(self.archives)


class Running(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.mail, kept = os.path.join(folder.name, "mail"), os.path.join(folder.name, "kept")
        os.makedirs(os.path.join(self.mail, "alice.martin/Maildir/cur"))
        Records(kept).put("source", {"source": "mail1", "keptDaily": 7, "keptWeekly": 4, "keptMonthly": 6})
        self.index = Index(NAME, folder.name)
        for archive in OLD:
            self.index.add({"archive": archive, "at": "", "things": []})
        self.places = Places(kept)

    @contextlib.contextmanager
    def stage(self, asked):
        yield [thing_of(one, self.mail) for one in asked]

    def carry_out(self, borg, asked=(MAILBOX,)):
        return Run(NAME, self.places, borg, self.index, lambda: 1_795_500_000, self.stage).carry_out(asked)

    def test_a_full_repository_forgets_what_is_old_before_it_takes_more(self):
        borg = MemoryBorg(room=2)
        archive = self.carry_out(borg)["archive"]
        self.assertEqual(borg.archives, [OLD[1], archive])
        self.assertEqual([entry["archive"] for entry in self.index.archives()], [archive, OLD[1]])

    def test_what_cannot_be_forgotten_undoes_no_run(self):
        borg = MemoryBorg(room=9)
        borg.prune_fails = "failed"
        archive = self.carry_out(borg)["archive"]
        self.assertEqual([entry["archive"] for entry in self.index.archives()], [archive, *reversed(OLD)])

    def test_what_is_gone_from_its_disk_is_told_and_the_rest_is_kept(self):
        self.assertEqual(self.carry_out(MemoryBorg(room=9), (MAILBOX, LOST))["missing"], [LOST])
