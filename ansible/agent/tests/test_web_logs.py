import gzip
import os
import tempfile
import unittest
from unittest import mock

from amie_agent import rotated_log
from amie_agent.protocol import Refused
from amie_agent.web import logs, places

SITE = "w00042"


class Parts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        patch = mock.patch.object(places, "data", lambda: folder.name)
        patch.start()
        self.addCleanup(patch.stop)
        self.folder = f"{folder.name}/.logs/{SITE}"
        os.makedirs(self.folder)
        self.path = f"{self.folder}/access.log"

    def write(self, *lines):
        with open(self.path, "ab") as file:
            file.writelines(b"%b\n" % line for line in lines)

    def turn(self):
        """As logrotate with `compress` and `delaycompress`."""
        for number in range(9, 1, -1):
            if os.path.exists(f"{self.path}.{number}.gz"):
                os.rename(f"{self.path}.{number}.gz", f"{self.path}.{number + 1}.gz")
        if os.path.exists(f"{self.path}.1"):
            with open(f"{self.path}.1", "rb") as file, gzip.open(f"{self.path}.2.gz", "wb") as packed:
                packed.write(file.read())
            os.unlink(f"{self.path}.1")
        os.rename(self.path, f"{self.path}.1")

    def part(self, before=None, after=None, most=100):
        return logs.part(SITE, "access", before, after, most)

    def three_files(self):
        for number in range(3):
            self.write(b"first of %d" % number, b"second of %d" % number)
            if number < 2:
                self.turn()
        return "".join(f"first of {number}\nsecond of {number}\n" for number in range(3))

    def on(self, most, between=lambda: None):
        texts, after = [], logs.START
        while after is not None:
            answer = self.part(None, after, most)
            texts.append(answer["text"])
            after = answer["after"]
            between()
        return texts

    def back(self, most, between=lambda: None):
        answer = self.part(most=most)
        texts = [answer["text"]]
        while answer["before"] is not None:
            between()
            answer = self.part(answer["before"], None, most)
            texts.insert(0, answer["text"])
        return texts

    def test_all_that_is_kept_is_read_in_order_from_either_end_whatever_the_size_of_a_part(self):
        whole = self.three_files()
        for most in (1, 7, 12, 24, 25, 1000):
            with self.subTest(most=most):
                self.assertEqual("".join(self.on(most)), whole)
                self.assertEqual("".join(self.back(most)), whole)

    def test_a_part_is_whole_lines_and_no_longer_than_asked(self):
        self.three_files()
        for texts in (self.on(20), self.back(20)):
            self.assertTrue(all(text.endswith("\n") and len(text) <= 20 for text in texts))
            self.assertEqual(len(texts), 6)

    def test_a_log_that_turns_between_two_parts_loses_no_line_and_repeats_none(self):
        whole = self.three_files()
        names = iter(range(6))

        def turn():
            if next(turns, None) is not None:
                self.turn()
                self.write(b"later %d" % next(names))

        turns = iter(range(3))
        self.assertEqual("".join(self.back(12, turn)), whole)
        turns = iter(range(3))
        later = "".join(f"later {number}\n" for number in range(6))
        self.assertEqual("".join(self.on(12, turn)), whole + later)

    def test_what_was_erased_between_two_parts_is_told_not_passed_over(self):
        self.three_files()
        after, before = self.part(None, logs.START, 12)["after"], self.back_at_oldest()
        os.unlink(f"{self.path}.2.gz")
        for place in ({"after": after}, {"before": before}):
            with self.assertRaises(Refused) as refused:
                self.part(**place)
            self.assertEqual(refused.exception.answer["code"], "gone")

    def back_at_oldest(self):
        answer = self.part(most=12)
        while answer["text"] != "second of 0\n":
            answer = self.part(answer["before"], None, 12)
        return answer["before"]

    def test_an_empty_log_and_one_nobody_wrote_yet_have_no_places(self):
        nothing = {"text": "", "from": 0, "size": 0, "before": None, "after": None}
        self.assertEqual(self.part(), nothing)
        self.write()
        self.assertEqual(self.part(None, logs.START), nothing)

    def test_a_line_longer_than_a_part_comes_in_pieces_and_ends(self):
        self.write(b"short", b"x" * 50, b"end")
        whole = "short\n" + "x" * 50 + "\nend\n"
        self.assertEqual("".join(self.back(10)), whole)
        self.assertEqual("".join(self.on(10)), whole)

    def test_nothing_but_files_is_opened(self):
        self.write(b"one")
        os.mkfifo(f"{self.path}.1")
        os.mkdir(f"{self.path}.2")
        os.symlink("/etc/passwd", f"{self.path}.3")
        os.symlink("/etc/passwd", f"{self.folder}/error.log")
        self.assertEqual("".join(self.on(100)), "one\n")
        self.assertEqual(logs.part(SITE, "error", None, None, 100)["text"], "")

    def test_a_folder_of_another_account_is_not_looked_into(self):
        self.write(b"one")
        with mock.patch.object(os, "geteuid", lambda: os.getuid() + 1), self.assertRaises(Refused):
            self.part()

    def test_a_file_compressed_while_one_looks_is_not_passed_over(self):
        whole = self.three_files()
        look, turned = rotated_log.opened_files, []

        def opened_files(path):
            if not turned:
                turned.append(self.turn())
                os.rename(f"{self.path}.1", self.path)
            return look(path)

        with mock.patch.object(rotated_log, "opened_files", opened_files):
            self.assertEqual(self.part(None, logs.START, 1000)["text"] + "".join(self.on(1000)[1:]), whole)

    def test_a_place_is_of_one_form(self):
        for value in ["", "0", "a" * 32, "a" * 32 + ":", "a" * 32 + ":1\n", "../x:1", 5, "START", "a" * 32 + ":-1"]:
            with self.subTest(value=value), self.assertRaises(ValueError):
                logs.parse_after(value)
        with self.assertRaises(ValueError):
            logs.parse_place(logs.START)
        with self.assertRaises(Refused):
            self.part("a" * 32 + ":1", logs.START)
