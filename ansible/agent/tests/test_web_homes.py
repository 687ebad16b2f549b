import contextlib
import os
import stat
import tempfile
import unittest
from unittest import mock

from amie_agent.files import open_folder
from amie_agent.web import homes, places

NUMBER = 100_042


class Cut(Exception):
    pass


class FoldersOfASite(unittest.TestCase):
    def setUp(self):
        root = tempfile.TemporaryDirectory()
        self.addCleanup(root.cleanup)
        self.root = root.name
        self.home = open_folder(self.root)
        self.addCleanup(os.close, self.home)
        with open(f"{self.root}/new-site.html", "wb") as page:
            page.write(b"ready")
        shared = mock.patch.object(places, "SHARED", self.root)
        shared.start()
        self.addCleanup(shared.stop)

    def make(self, group=NUMBER, steps=9):
        """What was given to whom (only root gives files away), until the power goes."""
        given = []

        def give(descriptor, owner, group):
            if len(given) == steps:
                raise Cut
            given.append((os.path.basename(os.readlink(f"/proc/self/fd/{descriptor}")), owner, group))

        with mock.patch("os.fchown", give), contextlib.suppress(Cut):
            homes.make_folder(self.home, "htdocs", NUMBER, group, 0o2750, lambda pages: homes.lay_page(pages, NUMBER))
        return given

    def mode(self):
        return stat.S_IMODE(os.stat(f"{self.root}/htdocs").st_mode)

    def test_what_was_begun_when_the_power_went_is_finished(self):
        for steps in (0, 1):
            self.make(steps=steps)
            self.assertFalse(homes.is_made("htdocs", self.home, NUMBER))
        self.assertEqual(self.make(), [("index.html", NUMBER, NUMBER), ("htdocs", NUMBER, NUMBER)])
        self.assertEqual(self.mode(), 0o2750)

    def test_what_is_the_sites_stays_as_the_site_left_it(self):
        os.mkdir(f"{self.root}/htdocs", 0o700)
        self.make(group=os.getgid())
        self.assertTrue(homes.is_made("htdocs", self.home, os.getgid()))
        self.assertEqual((os.listdir(f"{self.root}/htdocs"), self.mode()), ([], 0o700))

    def test_a_new_site_has_a_page(self):
        self.make()
        with open(f"{self.root}/htdocs/index.html", "rb") as page:
            self.assertEqual((page.read(), stat.S_IMODE(os.fstat(page.fileno()).st_mode)), (b"ready", 0o640))
