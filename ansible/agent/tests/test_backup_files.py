import os
import tempfile
import time
import unittest

from amie_agent.backup.borg import files_in
from amie_agent.backup.contents import hashes_of
from amie_agent.backup.restore_site import is_whole
from amie_agent.backup.scratch import kib_of


class FilesOfAnArchive(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = folder.name

    def write(self, name, size):
        with open(os.path.join(self.top, name), "wb") as file:
            file.write(b"x" * size)

    def test_are_read_whatever_their_names_are_made_of(self):
        lines = ["d 0 ['a', '']", "- 9 ['a/caf\\udce9 \\n\\xe9\"', '']", "l 3 ['a/b', 'c d']"]
        self.assertEqual([file["path"] for file in files_in(lines)], ["a", 'a/caf\udce9 \né"', "a/b"])

    def test_of_two_names_have_its_size_twice(self):
        told = files_in(["- 10 ['a/one', '']", "h 0 ['a/two', 'a/one']", "h 0 ['a/three', 'a/caf?']"])
        self.assertEqual([(file["type"], file["size"]) for file in told], [("-", 10), ("-", 10), ("-", 0)])

    def test_are_whole_once_each_came_out_in_its_size(self):
        self.write("one", 10)
        os.link(os.path.join(self.top, "one"), os.path.join(self.top, "two"))
        self.assertTrue(is_whole(self.top, {"one": 10, "two": 0}))
        self.assertFalse(is_whole(self.top, {"one": 11}))
        self.assertFalse(is_whole(self.top, {"one": 10, "three": 0}))

    def test_of_two_names_take_the_disk_once(self):
        self.write("one", 40_960)
        once = kib_of(self.top)
        os.link(os.path.join(self.top, "one"), os.path.join(self.top, "two"))
        self.assertEqual(kib_of(self.top), once)

    def test_are_read_again_when_somebody_set_their_date_back(self):
        path = os.path.join(self.top, "one")
        self.write("one", 10)
        known = hashes_of(self.top)
        seen = os.stat(path)
        time.sleep(0.02)  # a clock of files may stand still for some milliseconds
        with open(path, "wb") as file:
            file.write(b"y" * 10)
        os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))
        self.assertNotEqual(hashes_of(self.top, known=known)["one"][3], known["one"][3])
