import grp
import os
import tempfile
import unittest
from unittest import mock

from amie_agent.protocol import Refused
from amie_agent.web import folders, places

WAY = "x" * 24


def spec(**who):
    """A site whose folders let these people in."""
    protected = [{"path": f"/{path}", "logins": sorted(logins)} for path, logins in sorted(who.items())]
    return {"name": "w00042", "protectedFolders": protected}


class Folders(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        own = grp.getgrgid(os.getegid())
        for target, name, value in ((places, "PASSWORDS", folder.name), (grp, "getgrnam", lambda _name: own)):
            patch = mock.patch.object(target, name, value)
            patch.start()
            self.addCleanup(patch.stop)

    def put(self, wanted, *logins, former=None):
        given = [{"login": login, "password": WAY} for login in logins]
        return folders.write(wanted, folders.merged(wanted, given, former or {}))

    def read(self, file):
        with open(f"{places.PASSWORDS}/{file}", encoding="ascii") as opened:
            return opened.read()

    def test_a_folder_added_before_another_opens_neither_to_the_others_people(self):
        first = spec(private=["alice"])
        before = self.put(first, "alice")
        told = self.read(before["/private"])
        after = self.put(spec(a=["bob"], private=["alice"]), "bob", former=first)
        self.assertEqual(self.read(before["/private"]), told)
        self.assertEqual(after["/private"], before["/private"])
        self.assertTrue(self.read(after["/a"]).startswith("bob:$6$"))

    def test_a_new_password_opens_nothing_before_it_is_in_use(self):
        first = spec(private=["alice"])
        before = self.put(first, "alice")
        told = self.read(before["/private"])
        after = self.put(first, "alice", former=first)
        self.assertEqual(self.read(before["/private"]), told)
        self.assertNotEqual(self.read(after["/private"]), told)

    def test_two_folders_of_the_same_people_are_two_files(self):
        files = self.put(spec(a=["alice"], b=["alice"]), "alice")
        self.assertEqual(len(set(files.values())), 2)

    def test_somebody_who_is_left_out_by_what_is_prepared_is_known_until_it_is_in_use(self):
        both, one = spec(private=["alice", "bob"]), spec(private=["alice"])
        before = self.put(both, "alice", "bob")
        after = self.put(one, former=both)
        self.assertTrue(folders.are_whole(both, before))
        self.put(both, former=both)
        folders.drop_former(one, after)
        self.assertEqual(set(folders.known("w00042")), {"alice"})
        with self.assertRaises(Refused):
            self.put(both, former=one)

    def test_what_is_not_in_use_any_more_goes_and_what_is_stays(self):
        first, second = spec(private=["alice"]), spec(private=["alice", "bob"])
        self.put(first, "alice")
        files = self.put(second, "bob", former=first)
        with open(f"{places.PASSWORDS}/w000421.other", "w", encoding="ascii"):
            folders.drop_former(second, files)
        self.assertEqual(sorted(os.listdir(places.PASSWORDS)), sorted(["w00042.json", files["/private"], "w000421.other"]))
        self.assertTrue(folders.are_whole(second, files))

    def test_a_file_that_is_gone_is_missed(self):
        site = spec(private=["alice"])
        files = self.put(site, "alice")
        self.assertTrue(folders.are_whole(site, files))
        self.assertFalse(folders.are_whole(site, {}))
        os.unlink(f"{places.PASSWORDS}/{files['/private']}")
        self.assertFalse(folders.are_whole(site, files))
