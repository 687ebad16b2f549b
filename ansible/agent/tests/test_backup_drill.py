import os
import random
import tempfile
import unittest

from amie_agent.backup.borg import JobFailed
from amie_agent.backup.contents import hashes_of, message_key
from amie_agent.backup.drill import Drill
from amie_agent.backup.index import Index
from amie_agent.backup.things import MAIL

from .test_backup_restore_site import SiteBorg

ARCHIVE = "2026-11-22T020000Z"
THING = {"kind": "mailbox", "store": "alice.martin", "login": "alice@asso.test"}


class Drilling(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.work, self.archive = os.path.join(folder.name, "work"), os.path.join(folder.name, "archive")
        os.mkdir(self.work)
        self.store = os.path.join(self.archive, MAIL.lstrip("/"), "alice.martin")
        self.index = Index("b00012", self.work)

    def letters(self, count):
        os.makedirs(os.path.join(self.store, "Maildir/cur"))
        for number in range(count):
            with open(os.path.join(self.store, f"Maildir/cur/{number}:2,"), "w", encoding="utf-8") as file:
                file.write(f"letter {number}")

    def remember(self, files):
        self.index.add({"archive": ARCHIVE, "at": "2026-11-22T02:00:00Z", "things": [{**THING, "files": files, "bytes": 1}]})
        if files:
            self.index.keep_hashes("mailbox-alice.martin", ARCHIVE, hashes_of(self.store, message_key))

    def drill(self, room=1 << 40):
        request = {"job": "j", "name": "b00012"}
        return Drill(request, SiteBorg(self.archive), self.index, self.work, random.Random(1), lambda _path: room).carry_out()

    def refused(self, code, **changes):
        with self.assertRaises(JobFailed) as failed:
            self.drill(**changes)
        self.assertEqual(failed.exception.code, code)

    def test_what_comes_back_as_it_was_is_proven(self):
        self.letters(300)
        self.remember(300)
        told = self.drill()
        self.assertEqual((told["sampled"], told["matching"]), (200, 200))
        self.assertEqual(sorted(os.listdir(self.work)), ["index"])

    def test_one_letter_that_differs_fails_it(self):
        self.letters(20)
        self.remember(20)
        with open(os.path.join(self.store, "Maildir/cur/7:2,"), "w", encoding="utf-8") as file:
            file.write("Letter 7")
        self.refused("content-differs")

    def test_one_letter_that_is_gone_fails_it(self):
        self.letters(20)
        self.remember(20)
        os.unlink(os.path.join(self.store, "Maildir/cur/7:2,"))
        self.refused("content-differs")

    def test_takes_no_more_than_half_the_room_there_is(self):
        self.letters(20)
        self.remember(20)
        told = self.drill(room=100)
        self.assertEqual(told["sampled"], told["matching"])
        self.assertTrue(0 < told["bytes"] <= 50)
        self.refused("no-space", room=10)

    def test_flags_change_no_letter(self):
        self.letters(20)
        self.remember(20)
        os.rename(os.path.join(self.store, "Maildir/cur/7:2,"), os.path.join(self.store, "Maildir/cur/7:2,S"))
        self.assertEqual(self.drill()["matching"], 20)

    def test_without_hashes_of_that_day_nothing_is_proven(self):
        self.letters(20)
        self.index.add({"archive": ARCHIVE, "at": "", "things": [{**THING, "files": 20, "bytes": 1}]})
        self.refused("content-differs")

    def test_hashes_of_another_day_prove_nothing(self):
        self.letters(20)
        self.remember(20)
        self.index.keep_hashes("mailbox-alice.martin", "2026-11-23T020000Z", hashes_of(self.store, message_key))
        self.refused("content-differs")

    def test_a_member_without_a_letter_has_nothing_to_prove(self):
        self.remember(0)
        self.assertEqual(self.drill()["sampled"], 0)

    def test_without_an_archive_there_is_no_drill(self):
        self.refused("archive-missing")
