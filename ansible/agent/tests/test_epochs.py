import json
import multiprocessing
import os
import tempfile
import time
import unittest

from amie_agent.epochs import Epochs
from amie_agent.protocol import Refused


def raise_many(folder, first, refused):
    epochs = Epochs(folder)
    for epoch in range(first, first + 200, 4):
        with epochs.taken("mail", epoch) as newer:
            if newer is not None:
                refused.put((epoch, newer))


def hold(folder, taken, seconds):
    with Epochs(folder).taken("mail", 5):
        taken.set()
        time.sleep(seconds)


class EpochsOfLanes(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.folder = self._folder.name
        self.epochs = Epochs(self.folder)

    def stale(self, lane, epoch):
        with self.epochs.taken(lane, epoch) as newer:
            return newer

    def test_an_older_run_is_refused_and_told_the_newer_epoch(self):
        self.assertIsNone(self.stale("mail", 7))
        self.assertEqual(self.stale("mail", 6), 7)

    def test_the_same_run_may_come_again(self):
        self.assertIsNone(self.stale("mail", 7))
        self.assertIsNone(self.stale("mail", 7))

    def test_lanes_do_not_fence_each_other(self):
        self.assertIsNone(self.stale("mail", 7))
        self.assertIsNone(self.stale("web", 1))
        self.assertEqual(self.epochs.all(), {"mail": "7", "web": "1"})

    def test_a_refused_run_does_not_lower_the_epoch(self):
        self.stale("mail", 7)
        self.stale("mail", 2)
        self.assertEqual(self.epochs.all(), {"mail": "7"})

    def test_the_epoch_is_on_disk_before_the_effect(self):
        with self.epochs.taken("mail", 9):
            self.assertEqual(Epochs(self.folder).all(), {"mail": "9"})

    def test_an_effect_that_fails_keeps_the_fence(self):
        with self.assertRaises(ZeroDivisionError), self.epochs.taken("mail", 9):
            raise ZeroDivisionError
        self.assertEqual(self.stale("mail", 8), 9)

    def test_64_bits_survive(self):
        self.stale("mail", (1 << 63) - 1)
        self.assertEqual(self.epochs.all(), {"mail": "9223372036854775807"})

    def test_an_unreadable_file_refuses_everything(self):
        with open(os.path.join(self.folder, "epochs.json"), "w") as file:
            file.write('{"mail": 7')
        with self.assertRaises(json.JSONDecodeError):
            self.stale("mail", 8)

    def test_a_caller_that_waits_too_long_is_told_busy(self):
        taken = multiprocessing.Event()
        other = multiprocessing.Process(target=hold, args=(self.folder, taken, 1))
        other.start()
        taken.wait(5)
        with self.assertRaises(Refused) as refused, Epochs(self.folder, wait=0.1).taken("mail", 6):
            pass
        self.assertEqual(refused.exception.answer["code"], "busy")
        other.join()

    def test_racing_callers_end_on_the_highest_epoch(self):
        refused = multiprocessing.Queue()
        racers = [multiprocessing.Process(target=raise_many, args=(self.folder, first, refused)) for first in range(4)]
        for racer in racers:
            racer.start()
        seen = []
        for racer in racers:
            while racer.is_alive() or not refused.empty():
                if refused.empty():
                    racer.join(0.01)
                else:
                    seen.append(refused.get())
        self.assertEqual(self.epochs.all(), {"mail": "199"})
        self.assertTrue(all(epoch < newer for epoch, newer in seen))
        self.assertEqual(os.listdir(self.folder).count("epochs.json"), 1)
        self.assertEqual(len(os.listdir(self.folder)), 2)
