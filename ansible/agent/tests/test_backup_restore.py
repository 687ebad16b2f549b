import os
import shutil
import tempfile
import unittest

from amie_agent.backup.borg import JobFailed
from amie_agent.backup.contents import hashes_of, message_key
from amie_agent.backup.folder_names import for_people, on_disk
from amie_agent.backup.restore_mailbox import MailboxRestore, storage_in

ARCHIVE = "2026-11-22T020000Z"
STORE = "alice.martin"


class FolderBorg:
    """An archive that is a folder: same questions, same answers."""

    def __init__(self, root):
        self.root = root

    def files(self, _archive, path):
        found = []
        for folder, _folders, names in os.walk(os.path.join(self.root, path)):
            found += [os.path.join(folder, name) for name in names]
        return [self.told(one) for one in found]

    def told(self, path):
        kind = "l" if os.path.islink(path) else "-"
        return {"type": kind, "path": os.path.relpath(path, self.root), "size": os.lstat(path).st_size}

    def extract(self, _archive, paths, into):
        for path in paths:
            shutil.copytree(os.path.join(self.root, path), os.path.join(into, path), symlinks=True)


class QuietDovecot:
    def __init__(self, free=1 << 40):
        self.free = free
        self.shown = []

    def refuse_over_limit(self, size):
        if size > self.free:
            raise JobFailed("no-space")

    def end_sessions(self):
        pass

    def show(self, folders):
        self.shown += folders


class OnAMailbox(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.vmail = os.path.join(folder.name, "vmail")
        self.outside = os.path.join(folder.name, "outside")
        self.archive = os.path.join(folder.name, "archive")
        self.archived = os.path.join(self.archive, self.vmail.lstrip("/"), STORE, "Maildir")
        os.makedirs(os.path.join(self.vmail, ".aside"))
        os.makedirs(self.outside)
        self.live = os.path.join(self.vmail, STORE, "Maildir")
        self.dovecot = QuietDovecot()
        for name in ("", ".Work", ".Work.2026", ".Old"):
            self.message(os.path.join(self.archived, name), "then")
        for name in ("", ".Work", ".New"):
            self.message(os.path.join(self.live, name), "now")

    def message(self, folder, name):
        for part in ("cur", "new", "tmp"):
            os.makedirs(os.path.join(folder, part), exist_ok=True)
        with open(os.path.join(folder, "cur", f"{name}:2,S"), "w", encoding="utf-8") as file:
            file.write(f"{name} in {os.path.basename(folder)}")

    def restore(self, into, part=None):
        request = {
            "job": "j",
            "name": "b00012",
            "archive": ARCHIVE,
            "part": part,
            "into": into,
            "thing": {"kind": "mailbox", "store": STORE, "login": "alice@asso.test"},
        }
        owner = (os.geteuid(), os.getegid())
        return MailboxRestore(request, FolderBorg(self.archive), self.vmail, owner, self.dovecot).carry_out()

    def messages(self):
        return sorted(hashes_of(os.path.join(self.vmail, STORE), message_key))


class RestoringAMailbox(OnAMailbox):
    def test_beside_adds_a_folder_and_touches_nothing(self):
        before = self.messages()
        told = self.restore("beside")
        self.assertEqual((told["restoredAs"], told["keptAs"], told["files"]), ("Restored-2026-11-22", None, 4))
        added = [f"Maildir/.Restored-2026-11-22{name}/then" for name in ("", ".Old", ".Work", ".Work.2026")]
        self.assertEqual(self.messages(), sorted(before + added))

    def test_twice_beside_makes_two_folders(self):
        self.restore("beside")
        self.assertEqual(self.restore("beside")["restoredAs"], "Restored-2026-11-22-2")

    def test_in_place_brings_that_day_back_and_keeps_today_beside(self):
        told = self.restore("in-place")
        self.assertEqual(told["keptAs"], "Before-restore-2026-11-22")
        then = [f"Maildir{name}/then" for name in ("", "/.Old", "/.Work", "/.Work.2026")]
        now = [f"Maildir/.Before-restore-2026-11-22{name}/now" for name in ("", ".New", ".Work")]
        self.assertEqual(self.messages(), sorted(then + now))

    def test_one_folder_comes_back_with_those_below_it_and_the_rest_stays(self):
        told = self.restore("in-place", "Work")
        self.assertEqual(told["files"], 2)
        then = ["Maildir/.Work/then", "Maildir/.Work.2026/then"]
        now = ["Maildir/now", "Maildir/.New/now", "Maildir/.Before-restore-2026-11-22.Work/now"]
        self.assertEqual(self.messages(), sorted(then + now))

    def test_the_inbox_alone_is_a_folder_too(self):
        self.assertEqual(self.restore("beside", "INBOX")["files"], 1)

    def test_a_folder_that_was_not_there_is_not_invented(self):
        for part in ("Nowhere", "Work.2026", "New"):
            with self.assertRaises(JobFailed) as failed:
                self.restore("beside", part)
            self.assertEqual(failed.exception.code, "thing-missing")

    def test_without_room_nothing_is_left_behind(self):
        before = self.messages()
        self.dovecot.free = 10
        with self.assertRaises(JobFailed) as failed:
            self.restore("in-place")
        self.assertEqual(failed.exception.code, "no-space")
        self.assertEqual(self.messages(), before)
        self.assertEqual(os.listdir(os.path.join(self.vmail, ".aside")), [])

    def test_a_mailbox_that_is_gone_comes_back(self):
        shutil.rmtree(os.path.join(self.vmail, STORE))
        self.restore("in-place")
        self.assertIn("Maildir/then", self.messages())

    def test_a_mailbox_in_the_bin_is_left_there(self):
        aside = os.path.join(self.vmail, ".aside", STORE)
        os.rename(os.path.join(self.vmail, STORE), aside)
        for into in ("beside", "in-place"):
            with self.assertRaises(JobFailed) as failed:
                self.restore(into)
            self.assertEqual(failed.exception.code, "thing-aside")
        self.assertEqual(sorted(os.listdir(self.vmail)), [".aside"])
        self.assertEqual(os.listdir(os.path.dirname(aside)), [STORE])

    def test_a_link_in_the_way_leads_nowhere(self):
        for path in (self.live, os.path.dirname(self.live)):
            shutil.rmtree(path)
            os.symlink(self.outside, path)
            with self.assertRaises(OSError):
                self.restore("in-place")
            self.assertEqual(os.listdir(self.outside), [])
            os.unlink(path)

    def test_a_link_in_an_archive_is_left_out(self):
        os.symlink("/etc/passwd", os.path.join(self.archived, ".Work/cur/link"))
        self.restore("beside")
        for folder, _folders, names in os.walk(self.vmail):
            self.assertFalse([name for name in names if os.path.islink(os.path.join(folder, name))])

    def test_a_limit_is_read_as_dovecot_tells_it(self):
        head = "Quota name\tType\tValue\tLimit\t%\n"
        self.assertEqual(storage_in(f"{head}Storage\tSTORAGE\t12\t2048\t0\nStorage\tMESSAGE\t3\t-\t0\n"), (12, 2048))
        self.assertEqual(storage_in(f"{head}Storage\tSTORAGE\t12\t-\t0\n"), (0, None))
        self.assertEqual(storage_in(head), (0, None))

    def test_folders_are_called_as_people_call_them(self):
        for name, disk in [("INBOX", ""), ("Été & Co/2026", ".&AMk-t&AOk- &- Co.2026")]:
            self.assertEqual(on_disk(name), disk)
            self.assertEqual(for_people(disk), name)
        self.assertIsNone(on_disk("a.b"))
