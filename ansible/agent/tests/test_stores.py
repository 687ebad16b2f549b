import os
import tempfile
import threading
import time
import unittest

from amie_agent.protocol import Refused
from amie_agent.stores import Stores


class MailStores(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = os.path.join(folder.name, "vmail")
        self.aside = os.path.join(self.root, ".aside")
        self.outside = os.path.join(folder.name, "outside")
        os.mkdir(self.root)
        os.mkdir(self.aside, 0o700)
        os.mkdir(self.outside)
        self.write(self.outside, "precious")
        self.stores = Stores(self.root)

    def write(self, folder, name="mail"):
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, name), "w") as file:
            file.write("content")

    def store(self, name="alice"):
        self.write(os.path.join(self.root, name, "Maildir", "cur"))

    def refused(self, code, act, *arguments):
        with self.assertRaises(Refused) as refused:
            act(*arguments)
        self.assertEqual(refused.exception.answer["code"], code)

    def test_setting_aside_twice_equals_once(self):
        self.store()
        self.assertEqual(self.stores.set_aside("alice"), "aside")
        self.assertEqual(self.stores.set_aside("alice"), "aside")
        self.assertEqual(os.listdir(self.root), [".aside"])
        self.assertTrue(os.path.exists(os.path.join(self.aside, "alice/Maildir/cur/mail")))

    def test_restoring_brings_the_same_mail_back(self):
        self.store()
        self.stores.set_aside("alice")
        self.assertEqual(self.stores.restore("alice"), "open")
        self.assertEqual(self.stores.restore("alice"), "open")
        self.assertTrue(os.path.exists(os.path.join(self.root, "alice/Maildir/cur/mail")))

    def test_a_mailbox_never_used_has_nothing_to_move(self):
        self.assertEqual(self.stores.set_aside("alice"), "missing")
        self.assertEqual(self.stores.restore("alice"), "missing")
        self.assertEqual(self.stores.purge("alice"), "missing")

    def test_purging_erases_what_was_set_aside_and_nothing_else(self):
        self.store()
        self.store("bob")
        self.stores.set_aside("alice")
        self.stores.set_aside("bob")
        self.assertEqual(self.stores.purge("alice"), "missing")
        self.assertEqual(self.stores.purge("alice"), "missing")
        self.assertEqual(os.listdir(self.aside), ["bob"])

    def test_an_open_store_is_never_purged(self):
        self.store()
        self.refused("busy", self.stores.purge, "alice")
        self.assertTrue(os.path.exists(os.path.join(self.root, "alice/Maildir/cur/mail")))

    def test_a_purge_cut_short_is_finished_and_cannot_be_restored(self):
        self.write(os.path.join(self.aside, ".purging.alice", "Maildir"))
        self.assertEqual(self.stores.restore("alice"), "missing")
        self.assertEqual(self.stores.purge("alice"), "missing")
        self.assertEqual(os.listdir(self.aside), [])

    def test_nothing_is_ever_overwritten_not_even_an_empty_folder(self):
        self.store()
        os.mkdir(os.path.join(self.aside, "alice"))
        self.refused("failed", self.stores.set_aside, "alice")
        self.refused("failed", self.stores.restore, "alice")
        self.assertEqual(self.stores.states(["alice"]), {"alice": "both"})
        self.assertTrue(os.path.exists(os.path.join(self.root, "alice/Maildir/cur/mail")))

    def test_states_tell_what_is_where_and_skip_what_is_no_store(self):
        self.store()
        self.store("bob")
        self.stores.set_aside("bob")
        self.write(self.root, "a-file")
        os.mkdir(os.path.join(self.root, "Not A Store"))
        os.symlink(self.outside, os.path.join(self.root, "carol"))
        self.assertEqual(self.stores.states(), {"alice": "open", "bob": "aside"})
        self.assertEqual(self.stores.states(["dave"]), {"dave": "missing"})

    def test_states_of_named_stores_are_those_among_all_of_them(self):
        for name in ("alice", "bob"):
            self.store(name)
        self.stores.set_aside("bob")
        os.symlink(self.outside, os.path.join(self.root, "carol"))
        states = self.stores.states(["bob", "carol", "dave"])
        self.assertEqual(states, {"bob": "aside", "carol": "missing", "dave": "missing"})

    def test_states_of_a_few_named_stores_cost_the_same_among_thousands(self):
        self.store()
        alone = self.time_to_look()
        for n in range(5_000):
            os.mkdir(os.path.join(self.root, f"w{n}"))
        self.assertLess(self.time_to_look(), 10 * alone + 0.002)

    def time_to_look(self):
        """Seconds to look one store up, at best."""
        times = []
        for _ in range(20):
            start = time.perf_counter()
            self.stores.states(["alice"])
            times.append(time.perf_counter() - start)
        return min(times)

    def test_a_link_is_neither_moved_nor_followed(self):
        os.symlink(self.outside, os.path.join(self.root, "alice"))
        self.refused("failed", self.stores.set_aside, "alice")
        self.assertTrue(os.path.islink(os.path.join(self.root, "alice")))
        self.assertEqual(os.listdir(self.outside), ["precious"])

    def test_a_purge_removes_links_inside_not_what_they_lead_to(self):
        self.store()
        os.symlink(self.outside, os.path.join(self.root, "alice", "Maildir", "link"))
        os.symlink("/", os.path.join(self.root, "alice", "root"))
        self.stores.set_aside("alice")
        self.stores.purge("alice")
        self.assertEqual(os.listdir(self.outside), ["precious"])

    def test_what_is_set_aside_must_be_private(self):
        self.store()
        os.chmod(self.aside, 0o755)
        self.refused("failed", self.stores.set_aside, "alice")

    def test_the_folder_of_what_is_set_aside_must_not_be_a_link(self):
        os.rmdir(self.aside)
        os.symlink(self.outside, self.aside)
        self.store()
        with self.assertRaises(OSError):
            self.stores.set_aside("alice")
        self.assertEqual(os.listdir(self.outside), ["precious"])

    def test_a_store_swapped_for_a_link_all_the_time_never_leads_outside(self):
        store, link = os.path.join(self.root, "alice"), os.path.join(self.root, "decoy")
        stop = threading.Event()

        def swap():
            while not stop.is_set():
                for act in [
                    lambda: os.symlink(self.outside, link),
                    lambda: os.rename(store, os.path.join(self.root, "kept")),
                    lambda: os.rename(link, store),
                    lambda: os.unlink(store),
                    lambda: os.rename(os.path.join(self.root, "kept"), store),
                    lambda: os.mkdir(store),
                ]:
                    try:
                        act()
                    except OSError:
                        pass

        swapper = threading.Thread(target=swap)
        swapper.start()
        try:
            for _ in range(1500):
                for act in [self.stores.set_aside, self.stores.purge, self.stores.restore, self.stores.set_aside]:
                    try:
                        act("alice")
                    except (Refused, OSError):
                        pass
        finally:
            stop.set()
            swapper.join()
        self.assertEqual(os.listdir(self.outside), ["precious"])
        with open(os.path.join(self.outside, "precious")) as file:
            self.assertEqual(file.read(), "content")
