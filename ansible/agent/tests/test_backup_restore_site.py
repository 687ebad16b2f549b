import os
import shutil
import tempfile
import unittest

from amie_agent.backup.borg import JobFailed
from amie_agent.backup.restore_database import DatabaseRestore
from amie_agent.backup.restore_site import SiteRestore
from amie_agent.backup.things import PICTURES, STAGING

from .test_backup_restore import FolderBorg

ARCHIVE = "2026-11-22T020000Z"
SITE = "w00042"


class OnASite(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.sites, self.outside = os.path.join(folder.name, "web"), os.path.join(folder.name, "outside")
        self.home = os.path.join(self.sites, SITE)
        self.archive = os.path.join(folder.name, "archive")
        self.archived = os.path.join(self.archive, PICTURES.lstrip("/"), SITE)
        os.makedirs(self.outside)
        for top, text in ((self.archived, "then"), (self.home, "now")):
            self.write(os.path.join(top, "htdocs/blog/index.php"), text)
            self.write(os.path.join(top, "private/notes"), text)
        self.write(os.path.join(self.home, "htdocs/new.php"), "now")

    def write(self, path, text):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def read(self, *path):
        with open(os.path.join(self.home, *path), encoding="utf-8") as file:
            return file.read()

    def request(self, **changes):
        usual = {"job": "j", "name": "b00012", "archive": ARCHIVE, "part": None, "into": "beside"}
        return {**usual, "thing": {"kind": "site", "name": SITE}, **changes}

    def restore(self, into, part=None):
        return SiteRestore(self.request(into=into, part=part), SiteBorg(self.archive), self.sites).carry_out()


class RestoringASite(OnASite):
    def refused(self, code, into, part=None):
        with self.assertRaises(JobFailed) as failed:
            self.restore(into, part)
        self.assertEqual(failed.exception.code, code)

    def test_beside_everything_stands_in_the_private_folder(self):
        told = self.restore("beside")
        self.assertEqual((told["restoredAs"], told["files"]), ("private/Restored-2026-11-22", 2))
        self.assertEqual(self.read("private/Restored-2026-11-22/htdocs/blog/index.php"), "then")
        self.assertEqual(self.read("htdocs/blog/index.php"), "now")
        self.assertEqual(self.restore("beside")["restoredAs"], "private/Restored-2026-11-22-2")

    def test_in_place_the_site_is_as_it_was_and_keeps_what_it_had_become(self):
        told = self.restore("in-place")
        self.assertEqual(self.read("htdocs/blog/index.php"), "then")
        self.assertFalse(os.path.exists(os.path.join(self.home, "htdocs/new.php")))
        self.assertEqual(self.read(told["keptAs"], "htdocs/new.php"), "now")
        self.assertEqual(self.read(told["keptAs"], "private/notes"), "now")

    def test_one_file_comes_back_alone(self):
        told = self.restore("in-place", "htdocs/blog/index.php")
        self.assertEqual(self.read("htdocs/blog/index.php"), "then")
        self.assertEqual(self.read("htdocs/new.php"), "now")
        self.assertEqual(self.read(told["keptAs"], "htdocs/blog/index.php"), "now")

    def test_a_file_whose_folder_is_gone_comes_back_with_it(self):
        shutil.rmtree(os.path.join(self.home, "htdocs"))
        self.assertIsNone(self.restore("in-place", "htdocs/blog/index.php")["keptAs"])
        self.assertEqual(self.read("htdocs/blog/index.php"), "then")

    def test_nothing_but_the_members_own_folders_comes_back(self):
        self.write(os.path.join(self.archived, "tmp/session"), "then")
        for part in ("tmp/session", "htdocs/nothing", "etc/passwd"):
            self.refused("thing-missing", "in-place", part)

    def test_a_link_in_the_way_leads_nowhere(self):
        for name in ("htdocs/blog", "htdocs"):
            path = os.path.join(self.home, name)
            shutil.rmtree(path)
            os.symlink(self.outside, path)
            with self.assertRaises(OSError):
                self.restore("in-place", "htdocs/blog/index.php")
            self.assertEqual(os.listdir(self.outside), [])
            os.unlink(path)
        shutil.rmtree(os.path.join(self.home, "private"))
        os.symlink(self.outside, os.path.join(self.home, "private"))
        with self.assertRaises(OSError):
            self.restore("beside")
        self.assertEqual(os.listdir(self.outside), [])

    def test_nothing_comes_back_with_the_right_to_run_as_another(self):
        path = os.path.join(self.archived, "htdocs/run")
        self.write(path, "then")
        os.chmod(path, 0o6755)
        self.restore("in-place")
        self.assertEqual(os.stat(os.path.join(self.home, "htdocs/run")).st_mode & 0o7777, 0o755)

    def test_no_trace_of_the_work_is_left(self):
        self.restore("in-place")
        self.refused("thing-missing", "beside", "htdocs/nothing")
        self.assertEqual(sorted(os.listdir(self.home)), ["htdocs", "private"])

    def test_a_database_comes_back_as_a_dump_in_its_sites_private_folder(self):
        thing = {"kind": "site-database", "name": f"{SITE}_blog", "engine": "mariadb"}
        self.write(os.path.join(self.archive, STAGING.lstrip("/"), f"mariadb-{SITE}_blog/dump.sql"), "CREATE TABLE t;")
        told = DatabaseRestore(self.request(thing=thing), FolderBorg(self.archive), self.sites).carry_out()
        self.assertEqual(self.read(told["restoredAs"], "dump.sql"), "CREATE TABLE t;")


class SiteBorg(FolderBorg):
    """Tells of folders too, and gives out single files."""

    def files(self, archive, path):
        folders = [folder for folder, _folders, _names in os.walk(os.path.join(self.root, path))]
        told = [{"type": "d", "path": os.path.relpath(folder, self.root), "size": 0} for folder in folders]
        return told + super().files(archive, path)

    def extract(self, archive, paths, into):
        for path in paths:
            source, target = os.path.join(self.root, path), os.path.join(into, path)
            if os.path.isdir(source):
                shutil.copytree(source, target, symlinks=True)
            elif os.path.exists(source):
                os.makedirs(os.path.dirname(target), exist_ok=True)
                shutil.copy2(source, target)
