import os
import shutil
import tempfile
import unittest
from datetime import date, timedelta

from amie_agent.backup.keep import Keeper

SUNDAY = date(2026, 11, 22)


class FolderKeeper(Keeper):
    """Plain copies in the place of snapshots."""

    def _snapshot(self, source, target):
        shutil.copytree(source, target)

    def _delete(self, folder, day):
        shutil.rmtree(os.path.join(folder, day))


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
