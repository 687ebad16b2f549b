"""Somebody swaps a folder for a link, 10,000 times, while root works below: nothing outside is read or written."""

import contextlib
import ctypes
import multiprocessing
import os
import shutil
import tempfile
import unittest

from amie_agent.backup.borg import JobFailed
from amie_agent.backup.contents import hashes_of, message_key
from amie_agent.backup.restore_mailbox import MailboxRestore
from amie_agent.backup.restore_site import SiteRestore
from amie_agent.backup.things import PICTURES
from amie_agent.protocol import Refused

from .test_backup_restore import ARCHIVE, STORE, QuietDovecot
from .test_backup_restore_site import SITE, SiteBorg

FLIPS = 10_000
ROUNDS = 100  # times that root does its work meanwhile
EXCHANGE = 2


_libc = ctypes.CDLL(None)


def exchange(one, other):
    """Swaps two names at once: neither is ever missing."""
    return _libc.renameat2(-100, os.fsencode(one), -100, os.fsencode(other), EXCHANGE) == 0


def flip(one, other, count):
    while True:
        exchange(one, other)
        with count.get_lock():
            count.value += 1


class WhileLinksFlip(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder, self.outside = folder.name, os.path.join(folder.name, "outside")
        self.archive = os.path.join(folder.name, "archive")
        for part in ("", "cur", "blog", "Maildir/cur", "Maildir/new"):
            self.write(os.path.join(self.outside, part, "secret"), "not yours")
        self.before = self.seen()

    def write(self, path, text):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def seen(self):
        found = {}
        for top, folders, names in os.walk(self.outside):
            for name in folders + names:
                status = os.lstat(os.path.join(top, name))
                found[os.path.join(top, name)] = (status.st_ino, status.st_uid, status.st_mode, status.st_size)
        return found

    def flipping(self, path, work):
        link = f"{path}.link"
        os.symlink(self.outside, link)
        count = multiprocessing.Value("l", 0)
        flipper = multiprocessing.get_context("fork").Process(target=flip, args=(path, link, count), daemon=True)
        flipper.start()
        try:
            rounds = 0
            while count.value < FLIPS or rounds < ROUNDS:
                rounds += 1
                with contextlib.suppress(OSError, JobFailed, Refused):
                    work()
        finally:
            flipper.kill()
            flipper.join()
        self.assertEqual(self.seen(), self.before)

    def restore_site(self):
        request = {"job": "j", "name": "b00012", "archive": ARCHIVE, "part": "htdocs/blog/secret", "into": "in-place"}
        SiteRestore({**request, "thing": {"kind": "site", "name": SITE}}, SiteBorg(self.archive), self.folder).carry_out()

    def restore_mailbox(self):
        request = {"job": "j", "name": "b00012", "archive": ARCHIVE, "part": None, "into": "in-place"}
        thing = {"kind": "mailbox", "store": STORE, "login": "alice@asso.test"}
        owner = (os.geteuid(), os.getegid())
        MailboxRestore({**request, "thing": thing}, SiteBorg(self.archive), self.folder, owner, QuietDovecot()).carry_out()

    def site(self):
        self.write(os.path.join(self.archive, PICTURES.lstrip("/"), SITE, "htdocs/blog/secret"), "then")
        self.write(os.path.join(self.folder, SITE, "htdocs/blog/secret"), "now")
        self.write(os.path.join(self.folder, SITE, "private/notes"), "now")
        return os.path.join(self.folder, SITE)

    def mailbox(self):
        os.makedirs(os.path.join(self.folder, ".aside"), exist_ok=True)
        for top in (os.path.join(self.archive, self.folder.lstrip("/")), self.folder):
            self.write(os.path.join(top, STORE, "Maildir/cur/1:2,"), "a letter")
            self.write(os.path.join(top, STORE, "Maildir/.Work/cur/2:2,"), "a letter")
        return os.path.join(self.folder, STORE)

    def test_restoring_a_file_of_a_site_stays_in_the_site(self):
        self.flipping(os.path.join(self.site(), "htdocs/blog"), self.restore_site)

    def test_what_a_restore_keeps_stays_in_the_site(self):
        self.flipping(os.path.join(self.site(), "private"), self.restore_site)

    def test_restoring_a_mailbox_stays_in_the_mailbox(self):
        def work():
            self.restore_mailbox()
            self.clear(home)

        home = self.mailbox()
        self.flipping(os.path.join(home, "Maildir"), work)

    def clear(self, home):
        for name in os.listdir(os.path.join(home, "Maildir")):
            if name.startswith(".Before") and not os.path.islink(os.path.join(home, "Maildir")):
                shutil.rmtree(os.path.join(home, "Maildir", name), ignore_errors=True)

    def test_reading_a_mailbox_reads_nothing_else(self):
        home = self.mailbox()
        self.flipping(os.path.join(home, "Maildir/.Work"), lambda: self.expect_own(home))

    def expect_own(self, home):
        found = hashes_of(home, message_key)
        self.assertFalse([key for key in found if "secret" in key])
