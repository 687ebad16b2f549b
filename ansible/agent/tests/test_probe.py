import os
import tempfile
import threading
import time
import unittest

from amie_agent import imap, probe
from amie_agent.protocol import Refused

OURS, OLDER, STRANGE = "a" * 32, "b" * 32, "c" * 32
KNOWN = {OURS, OLDER}


class Probe(unittest.TestCase):
    def setUp(self):
        file = tempfile.NamedTemporaryFile("w", delete=False)
        file.close()
        self.path = file.name
        self.addCleanup(os.unlink, self.path)
        os.environ["FAKE_MAILBOX"] = self.path
        real = imap.COMMAND
        imap.COMMAND = (os.path.join(os.path.dirname(__file__), "fake-imap"),)
        self.addCleanup(setattr, imap, "COMMAND", real)

    def fill(self, *messages):
        with open(self.path, "w") as file:
            file.writelines(message + "\n" for message in messages)

    def kept(self):
        with open(self.path) as file:
            return [line.split(" ")[0] for line in file]

    def read(self, token="token1234", timeout=0.5):
        return probe.read("alice@example.test", token, timeout, KNOWN)

    def test_the_probe_is_found_and_exactly_it_is_expunged(self):
        self.fill("1 900 ", f"2 0 {OURS}-token1234", f"3 0 {OURS}-othertoken", "4 0 ")
        self.assertTrue(self.read())
        self.assertEqual(self.kept(), ["1", "3", "4"])

    def test_it_is_waited_for(self):
        self.fill("1 900 ")
        late = threading.Timer(0.2, self.fill, ["1 900 ", f"2 0 {OURS}-token1234"])
        late.start()
        begun = time.monotonic()
        self.assertTrue(self.read(timeout=3))
        self.assertLess(time.monotonic() - begun, 1.5)
        self.assertEqual(self.kept(), ["1"])

    def test_a_probe_that_does_not_come_is_said_not_to_have_come(self):
        self.fill("1 900 ")
        self.assertFalse(self.read(timeout=0.1))
        self.assertEqual(self.kept(), ["1"])

    def test_somebody_elses_message_with_such_a_header_is_left_alone(self):
        self.fill(f"1 900 {STRANGE}-token1234", f"2 900 {OURS}-token1234 and more", "3 900 x")
        self.assertFalse(self.read(timeout=0.1))
        self.assertEqual(self.kept(), ["1", "2", "3"])

    def test_probes_nobody_waits_for_any_more_go_too(self):
        self.fill(f"1 900 {OLDER}-lostlost1", f"2 5 {OURS}-awaited11", f"3 0 {OURS}-token1234")
        self.assertTrue(self.read())
        self.assertEqual(self.kept(), ["2"])

    def test_only_the_end_of_a_large_mailbox_is_looked_through(self):
        self.fill(f"1 0 {OURS}-token1234", *[f"{uid} 900 " for uid in range(2, 200)])
        self.assertFalse(self.read(timeout=0.1))

    def test_an_unknown_mailbox_is_not_found(self):
        with self.assertRaises(Refused) as refused:
            probe.read("nobody@example.test", "token1234", 0.1, KNOWN)
        self.assertEqual(refused.exception.answer["code"], "not-found")


class Script(unittest.TestCase):
    def test_only_the_last_secrets_are_let_in_and_the_rest_is_discarded(self):
        text = probe.script([OURS, OLDER])
        self.assertIn(f'["{OURS}-*", "{OLDER}-*"]', text)
        self.assertLess(text.index("fileinto"), text.index("discard"))
        self.assertIn('envelope :domain :is "to" "store.amie.internal"', text)
