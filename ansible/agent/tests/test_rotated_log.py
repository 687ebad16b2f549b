import gzip
import os
import tempfile
import unittest
from unittest import mock

from amie_agent import rotated_log


class Reading(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "access.log")
        self.places = {}

    def write(self, text, suffix="", how="ab"):
        with (gzip.open if suffix.endswith(".gz") else open)(self.path + suffix, how) as file:
            file.write(text)

    def rotate(self):
        """As logrotate with `compress` and `delaycompress`."""
        if os.path.exists(f"{self.path}.2.gz"):
            os.rename(f"{self.path}.2.gz", f"{self.path}.3.gz")
        if os.path.exists(f"{self.path}.1"):
            with open(f"{self.path}.1", "rb") as file:
                self.write(file.read(), ".2.gz", "wb")
            os.unlink(f"{self.path}.1")
        os.rename(self.path, f"{self.path}.1")

    def read(self, now=1_000):
        lines = []
        self.places = rotated_log.read_on(self.path, self.places, now, lambda line, _written: lines.append(line))
        return lines

    def test_each_line_is_given_once_and_one_being_written_is_left(self):
        self.write(b"one\ntw")
        self.assertEqual(self.read(), [b"one"])
        self.write(b"o\n")
        self.assertEqual(self.read(), [b"two"])
        self.assertEqual(self.read(), [])

    def test_a_rotation_and_a_compression_lose_nothing_and_repeat_nothing(self):
        self.write(b"one\n")
        self.read()
        self.write(b"two\n")
        self.rotate()
        self.write(b"three\n")
        self.assertEqual(self.read(), [b"two", b"three"])
        self.rotate()
        self.write(b"four\n")
        self.rotate()
        self.assertEqual(self.read(), [b"four"])

    def test_nights_that_nobody_read_are_made_up_for_in_order(self):
        for line in [b"one\n", b"two\n", b"three\n"]:
            self.write(line)
            self.rotate()
        self.write(b"four\n")
        self.assertEqual(self.read(), [b"one", b"two", b"three", b"four"])
        self.assertEqual(self.read(), [])

    def test_what_was_added_late_to_an_older_file_is_found(self):
        self.write(b"one\n")
        self.rotate()
        self.write(b"three\n")
        self.read()
        self.write(b"two\n", ".1")
        self.assertEqual(self.read(), [b"two"])

    def test_a_file_half_compressed_is_read_later_and_once(self):
        self.write(b"one\ntwo\n")
        self.read()
        self.rotate()
        self.write(b"three\n")
        self.rotate()
        with open(f"{self.path}.2.gz", "rb") as file:
            whole = file.read()
        for part in [whole[:5], whole[:14], whole[:-6]]:
            with open(f"{self.path}.2.gz", "wb") as file:
                file.write(part)
            self.assertEqual(self.read(), [b"three"] if part == whole[:5] else [])
        with open(f"{self.path}.2.gz", "wb") as file:
            file.write(whole)
        self.assertEqual(self.read(), [])

    def test_a_log_emptied_by_hand_begins_anew(self):
        self.write(b"one\ntwo\n")
        self.read()
        self.write(b"three\n", how="wb")
        self.assertEqual(self.read(), [b"three"])

    def test_a_rotation_in_the_middle_of_a_reading_repeats_nothing(self):
        self.write(b"one\n")
        real = rotated_log.rotations

        def rotated_meanwhile(path):
            self.rotate()
            self.write(b"two\n")
            return real(path)

        with mock.patch.object(rotated_log, "rotations", rotated_meanwhile):
            self.assertEqual(self.read(), [b"one"])
        self.assertEqual(self.read(), [b"two"])

    def test_a_line_without_end_is_passed_over_and_its_rest_is_no_line(self):
        self.write(b"one\n" + b"x" * rotated_log.LONGEST + b"forged\ntwo\n")
        self.assertEqual(self.read(), [b"one", b"two"])
        self.assertEqual(self.read(), [])

    def test_no_log_is_no_line(self):
        self.assertEqual(self.read(), [])
        self.write(b"")
        self.assertEqual(self.read(), [])

    def test_a_link_is_not_followed(self):
        self.write(b"one\n", ".real")
        os.symlink(f"{self.path}.real", self.path)
        self.assertEqual(self.read(), [])

    def test_a_file_unseen_for_months_is_forgotten(self):
        self.write(b"one\n")
        self.read(now=0)
        os.unlink(self.path)
        self.read(now=rotated_log.FORGOTTEN - 1)
        self.assertEqual(len(self.places), 1)
        self.read(now=rotated_log.FORGOTTEN + 1)
        self.assertEqual(self.places, {})
