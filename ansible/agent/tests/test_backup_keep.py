import glob
import os
import shutil
import tempfile
import unittest
from datetime import date, timedelta

from amie_agent.backup.accounts import Accounts
from amie_agent.backup.keep import Keeper
from amie_agent.backup.volumes import Volumes

SUNDAY = date(2026, 11, 22)


class FolderKeeper(Keeper):
    """Plain copies in the place of snapshots."""

    def _snapshot(self, source, target):
        shutil.copytree(source, target)

    def _delete(self, folder, day):
        shutil.rmtree(os.path.join(folder, day))


class BrokenOff(Exception):
    """What a power cut is to the steps after it."""


class FolderWay:
    """Plain folders in the place of limited trees; `cut` is the step that a power cut comes before."""

    def __init__(self, cut=None):
        self.cut = cut
        self.limits = {}
        self.retired = []

    def bring_back(self, copy, tree, _owner, _group):
        os.mkdir(tree)
        self._step("copy")
        shutil.copytree(copy, tree, dirs_exist_ok=True)

    def limit(self, tree, _account, kib):
        self._step("limit")
        self.limits[os.fstat(tree).st_ino] = kib

    def retire(self, tree):
        self.retired.append(tree)

    def _step(self, name):
        if name == self.cut:
            raise BrokenOff(name)


class OneAccount(Accounts):
    def find(self, name, home):
        return 1, 1

    def end_sessions(self, number):
        pass


class LimitedVolumes(Volumes):
    def sizes(self, name):
        return 0, 20_480 * 1024


class BringingBack(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        self.write("b00012/mail1", "spoilt")
        self.write(".kept/b00012/2026-11-22/mail1", "history")

    def write(self, folder, text):
        os.makedirs(os.path.join(self.root, folder))
        with open(os.path.join(self.root, folder, "segment"), "w", encoding="utf-8") as file:
            file.write(text)

    def read(self, folder):
        with open(os.path.join(self.root, folder, "mail1/segment"), encoding="utf-8") as file:
            return file.read()

    def bring_back(self, way):
        keeper = Keeper(LimitedVolumes(self.root), OneAccount(), self.root, kept_days=30)
        keeper._way = lambda: way
        keeper.bring_back("b00012", "2026-11-22")

    def test_an_evening_comes_back_within_the_limit_and_what_it_replaces_stays_beside(self):
        way = FolderWay()
        self.bring_back(way)
        self.assertEqual(self.read("b00012"), "history")
        [replaced] = [name for name in os.listdir(os.path.join(self.root, ".kept/b00012")) if name.startswith("replaced-")]
        self.assertEqual(self.read(os.path.join(".kept/b00012", replaced)), "spoilt")
        self.assertEqual(way.limits, {os.stat(os.path.join(self.root, "b00012")).st_ino: 20_480})
        self.assertEqual(way.retired, [os.path.join(self.root, ".kept/b00012", replaced)])

    def test_until_the_copy_stands_whole_the_repository_is_what_it_was(self):
        for cut in ("copy", "limit"):
            with self.assertRaises(BrokenOff):
                self.bring_back(FolderWay(cut))
            self.assertEqual(self.read("b00012"), "spoilt")
            shutil.rmtree(glob.glob(os.path.join(self.root, ".kept/b00012/replaced-*"))[0])


class KeepingDays(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        for made in (".aside", ".kept", "b00012/mail1", "b00013"):
            os.makedirs(os.path.join(self.root, made))
        with open(os.path.join(self.root, "b00012/mail1/segment"), "w", encoding="utf-8") as file:
            file.write("history")

    def keep(self, today):
        stops = os.path.join(self.root, ".stop")
        return FolderKeeper(root=self.root, stops=stops, kept_days=30, today=today).carry_out()

    def days(self, name="b00012"):
        return sorted(os.listdir(os.path.join(self.root, ".kept", name)))

    def test_a_day_is_kept_once_with_everything_of_it(self):
        self.assertEqual(self.keep(SUNDAY), [])
        self.assertEqual(self.keep(SUNDAY), [])
        self.assertEqual(self.days(), ["2026-11-22"])
        self.assertTrue(os.path.exists(os.path.join(self.root, ".kept/b00012/2026-11-22/mail1/segment")))

    def test_days_are_kept_for_a_month(self):
        for number in range(40):
            self.keep(SUNDAY + timedelta(days=number))
        self.assertEqual(len(self.days()), 31)

    def test_a_clock_that_jumps_ahead_forgets_no_week(self):
        for number in range(20):
            self.keep(SUNDAY + timedelta(days=number))
        self.keep(SUNDAY + timedelta(days=4000))
        self.assertEqual(len(self.days()), 7)

    def test_what_goes_wrong_with_one_stops_no_other(self):
        shutil.rmtree(os.path.join(self.root, ".kept"))
        os.mkdir(os.path.join(self.root, ".kept"))
        with open(os.path.join(self.root, ".kept/b00012"), "w", encoding="utf-8"):
            pass
        self.assertEqual(self.keep(SUNDAY), ["b00012"])
        self.assertEqual(self.days("b00013"), ["2026-11-22"])
