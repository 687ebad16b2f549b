import contextlib
import multiprocessing
import os
import struct
import tempfile
import unittest
import unittest.mock

from amie_agent import disks
from amie_agent.backup import scratch
from amie_agent.backup.borg import JobFailed
from amie_agent.disks import copies, quotas, subvolumes
from amie_agent.files import erase_tree, open_folder
from amie_agent.protocol import Refused

from .test_backup_flips import FLIPS, exchange

# `btrfs qgroup show --raw -r`, as btrfs-progs 6.2 prints it.
REPORT = """Qgroupid    Referenced    Exclusive  Max referenced   Path
--------    ----------    ---------  --------------   ----
0/5              16384        16384            none   <toplevel>
0/256          2113536      2113536         4194304   web/w00042
0/257            16385        16384            none   web/w00043
"""


def record(most_kib, used_bytes):
    return struct.pack("8QI4x", most_kib, 0, used_bytes, 1000, 0, 3, 0, 0, 63)


class Reports(unittest.TestCase):
    def test_a_report_of_btrfs_says_what_each_tree_uses_and_may_use(self):
        self.assertEqual(subvolumes.lines_in(REPORT), {5: (16, None), 256: (2064, 4096), 257: (17, None)})

    def test_a_report_of_nothing_holds_nothing(self):
        self.assertEqual(subvolumes.lines_in(""), {})

    def test_a_record_of_a_quota_says_what_an_account_uses_and_may_use(self):
        self.assertEqual(quotas.parse_record(record(4096, 4191232)), (4093, 4096))

    def test_a_record_without_a_limit_says_none(self):
        self.assertEqual(quotas.parse_record(record(0, 1)), (1, None))

    def test_counting_is_not_enforcing(self):
        for flags, is_enforced in ((0, False), (1, False), (3, True), (0x31, False), (0x33, True)):
            state = struct.pack("bbH", 1, 0, flags) + bytes(156)
            self.assertEqual(quotas.parse_state(state), is_enforced, flags)


class WaysOfFileSystems(unittest.TestCase):
    def test_a_file_system_that_holds_nobody_to_a_limit_is_refused(self):
        with self.assertRaises(Refused):
            disks.way_at("/sys")

    def test_where_no_account_has_a_limit_there_is_no_end_of_room(self):
        self.assertIsNone(disks.room_for("/sys", os.getuid()))

    def test_both_ways_have_the_same_words(self):
        words = ("make", "erase", "limit", "is_tree", "counts", "use", "keep", "bring_back", "retire", "show", "end_show")
        for way in (quotas, subvolumes):
            self.assertEqual([word for word in words if not callable(getattr(way, word, None))], [])


class CopiesWithoutSnapshots(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        os.makedirs(self.at("tree/data/0"))
        os.mkdir(self.at("days"))
        self.write("tree/data/0/1", "first")
        self.write("tree/config", "name")

    def at(self, path):
        return os.path.join(self.root, path)

    def write(self, path, text):
        with open(self.at(path), "w", encoding="utf-8") as file:
            file.write(text)

    def read(self, path):
        with open(self.at(path), encoding="utf-8") as file:
            return file.read()

    def keep(self, day):
        copies.keep(self.at("tree"), self.at(f"days/{day}"))

    def test_a_copy_stays_when_the_tree_changes(self):
        self.keep("2026-11-22")
        self.write("tree/data/0/1", "other")
        os.unlink(self.at("tree/config"))
        self.assertEqual(self.read("days/2026-11-22/data/0/1"), "first")
        self.assertEqual(self.read("days/2026-11-22/config"), "name")

    def test_the_next_copy_takes_no_room_for_what_did_not_change(self):
        self.keep("2026-11-22")
        os.utime(self.at("days/2026-11-22"), ns=(2**62, 2**62))
        self.keep("2026-11-23")
        both = [os.stat(self.at(f"days/{day}/data/0/1")).st_ino for day in ("2026-11-22", "2026-11-23")]
        self.assertEqual(len(set(both)), 1)

    def test_what_changed_and_was_dated_back_is_copied_anew(self):
        self.keep("2026-11-22")
        before = os.stat(self.at("tree/data/0/1"))
        self.write("tree/data/0/1", "fIrst")
        os.utime(self.at("tree/data/0/1"), ns=(before.st_atime_ns, before.st_mtime_ns))
        self.keep("2026-11-23")
        self.assertEqual(self.read("days/2026-11-22/data/0/1"), "first")
        self.assertEqual(self.read("days/2026-11-23/data/0/1"), "fIrst")

    def test_no_link_is_followed_and_nothing_but_files_is_taken(self):
        os.symlink("/etc", self.at("tree/out"))
        os.symlink("/etc/passwd", self.at("tree/data/passwd"))
        os.mkfifo(self.at("tree/data/pipe"))
        self.keep("2026-11-22")
        self.assertEqual(sorted(os.listdir(self.at("days/2026-11-22"))), ["config", "data"])
        self.assertEqual(os.listdir(self.at("days/2026-11-22/data")), ["0"])

    def test_what_an_interrupted_copy_left_is_gone_after_the_next(self):
        os.makedirs(self.at("days/.making.2026-11-22/data"))
        self.keep("2026-11-22")
        self.assertEqual(os.listdir(self.at("days")), ["2026-11-22"])

    def test_a_copy_is_brought_back_whole(self):
        self.keep("2026-11-22")
        with unittest.mock.patch("os.chown"):  # only root gives files away
            copies.bring_back(self.at("days/2026-11-22"), self.at("back"), os.getuid(), os.getgid())
        self.assertEqual(self.read("back/data/0/1"), "first")
        self.assertEqual(os.stat(self.at("back")).st_mode & 0o7777, 0o710)


class ErasingTrees(unittest.TestCase):
    def test_thousands_of_folders_in_one_another_are_erased_like_any_other(self):
        with tempfile.TemporaryDirectory() as root:
            top = open_folder(root)
            self.addCleanup(os.close, top)
            os.mkdir("deep", dir_fd=top)
            folder = open_folder("deep", top)
            for _ in range(3000):
                os.mkdir("d", dir_fd=folder)
                below = open_folder("d", folder)
                os.close(folder)
                folder = below
            os.close(folder)
            erase_tree(top, "deep")
            erase_tree(top, "deep")
            self.assertEqual(os.listdir(root), [])

    def test_a_tree_whose_folders_are_swapped_for_links_is_erased_and_nothing_they_lead_to(self):
        with tempfile.TemporaryDirectory() as root:
            os.makedirs(f"{root}/outside/inner")
            os.mkdir(f"{root}/aside")
            aside = open_folder(f"{root}/aside")
            self.addCleanup(os.close, aside)
            with unittest.mock.patch.object(quotas, "limit"), swapping(f"{root}/aside/w00042/htdocs", f"{root}/outside") as count:
                while count.value < FLIPS // 5:
                    os.makedirs(f"{root}/aside/w00042/htdocs", exist_ok=True)
                    with contextlib.suppress(OSError):
                        quotas.erase(aside, "w00042", 100_042)
            quotas.erase(aside, "w00042")
            self.assertEqual(os.listdir(f"{root}/aside"), [])
            self.assertEqual(os.listdir(f"{root}/outside"), ["inner"])


@contextlib.contextmanager
def swapping(folder, outside):
    """Somebody who holds a folder open fills it, and swaps what is in it for links, whatever becomes of its name."""
    count = multiprocessing.get_context("fork").Value("l", 0)
    child = multiprocessing.get_context("fork").Process(target=swap, args=(folder, outside, count), daemon=True)
    child.start()
    try:
        yield count
    finally:
        child.kill()
        child.join()


def swap(folder, outside, count):
    while True:
        with contextlib.suppress(OSError):
            os.chdir(folder)
            os.makedirs("data/inner", exist_ok=True)
            os.symlink(outside, "link")
        while exchange("data", "link"):
            count.value += 1


class GivingAway(unittest.TestCase):
    def test_what_root_made_is_given_away_only_where_the_limit_has_room(self):
        with tempfile.TemporaryDirectory() as root, open(os.path.join(root, "file"), "wb") as file:
            file.write(bytes(65536))
            file.flush()
            os.fsync(file.fileno())
            with unittest.mock.patch("amie_agent.disks.room_for", return_value=8):
                with self.assertRaises(JobFailed) as refused:
                    scratch.hand_over(root, os.getuid(), os.getgid())
            self.assertEqual(refused.exception.code, "no-space")
            with unittest.mock.patch("amie_agent.disks.room_for", return_value=1024):
                scratch.hand_over(root, os.getuid(), os.getgid())
