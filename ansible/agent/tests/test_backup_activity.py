import os
import tempfile
import unittest

from amie_agent.backup.activity import activity

NAME = "b00012"
LINE = "transaction {}, UTC time 2026-11-{:02}T21:00:00.123456\n"


class ActivityOfARepository(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        self.laptop = os.path.join(self.root, NAME, "laptop")
        os.makedirs(os.path.join(self.laptop, "data/0"))

    def write(self, path, text):
        with open(os.path.join(self.laptop, path), "w", encoding="utf-8") as file:
            file.write(text)

    def told(self):
        keys = [{"source": "laptop", "turn": None, "publicKey": ""}, {"source": "mail1", "turn": 1, "publicKey": ""}]
        return activity(NAME, keys, self.root)

    def machine(self):
        return self.told()["machines"][0]

    def test_a_machine_that_never_wrote_has_no_date(self):
        self.assertEqual(self.told(), {"keptOn": None, "machines": [{"source": "laptop", "usedKib": 0, "writtenAt": None}]})

    def test_a_machine_is_told_with_its_size_and_its_last_change(self):
        self.write("data/0/1", "x" * 2000)
        self.write("transactions", "".join(LINE.format(number, number) for number in range(1, 24)))
        self.assertEqual(self.machine(), {"source": "laptop", "usedKib": 4, "writtenAt": "2026-11-23T21:00:00Z"})

    def test_what_the_server_itself_touches_is_no_change_of_the_machine(self):
        self.write("transactions", LINE.format(1, 2))
        self.write("data/0/9", "compacted today")
        self.assertEqual(self.machine()["writtenAt"], "2026-11-02T21:00:00Z")

    def test_a_folder_that_is_not_there_is_unknown_and_not_empty(self):
        os.rename(self.laptop, f"{self.laptop}.gone")
        self.assertEqual(self.machine()["usedKib"], None)

    def test_a_link_is_followed_nowhere(self):
        outside = os.path.join(self.root, "outside")
        with open(outside, "w", encoding="utf-8") as file:
            file.write(LINE.format(1, 1))
        os.symlink(outside, os.path.join(self.laptop, "transactions"))
        self.assertEqual(self.machine()["writtenAt"], None)

    def test_the_newest_evening_counts_and_nothing_else_that_is_kept(self):
        for kept in ("2026-11-21", "2026-11-22", "replaced-1795494649", ".making.2026-11-23"):
            os.makedirs(os.path.join(self.root, ".kept", NAME, kept))
        self.assertEqual(self.told()["keptOn"], "2026-11-22")
