import os
import socket
import tempfile
import threading
import time
import unittest

from amie_agent import probe
from amie_agent.doveadm import Doveadm
from amie_agent.protocol import Refused

OURS, OLDER, STRANGE = "a" * 32, "b" * 32, "c" * 32
KNOWN = {OURS, OLDER}


class Dovecot(threading.Thread):
    """Enough of Dovecot's administration service for one mailbox: {uid: (age in seconds, value of the header)}."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.messages = {}
        self.greeting = b"+\n"
        self.hangs_up = 0
        self._link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._link.bind(path)
        self._link.listen()

    def run(self):
        while True:
            link, _ = self._link.accept()
            threading.Thread(target=self.talk, args=(link,), daemon=True).start()

    def talk(self, link):
        with link, link.makefile("rb") as lines:
            lines.readline()
            link.sendall(self.greeting)
            for line in lines:
                words = line.decode().rstrip("\n").split("\t")
                link.sendall(self.answer(words[1], words[2], words[3:]))
                if self.hangs_up:
                    self.hangs_up -= 1
                    return

    def answer(self, login, command, arguments):
        if login.startswith("nobody"):
            return b"\n-NOUSER\n"
        if command == "expunge":
            del self.messages[int(arguments[-1])]
            return b"\n+\n"
        now = int(time.time())
        rows = [f"{uid}\t{now - age}\t{value}\t" for uid, (age, value) in self.messages.items()]
        return "".join(rows).encode() + b"\n+\n"


class Probe(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = os.path.join(folder.name, "socket")
        self.dovecot = Dovecot(path)
        self.dovecot.start()
        self.doveadm = Doveadm(path)
        self.addCleanup(self.doveadm.close)

    def read(self, token="token1234", timeout=0.5, login="alice@example.test"):
        return probe.read(self.doveadm, login, token, timeout, KNOWN)

    def test_the_probe_is_found_and_exactly_it_is_expunged(self):
        self.dovecot.messages = {1: (0, f"{OURS}-othertoken"), 2: (0, f"{OURS}-token1234"), 3: (0, "")}
        self.assertTrue(self.read())
        self.assertEqual(list(self.dovecot.messages), [1, 3])

    def test_it_is_waited_for(self):
        late = threading.Timer(0.2, self.dovecot.messages.update, [{2: (0, f"{OURS}-token1234")}])
        late.start()
        begun = time.monotonic()
        self.assertTrue(self.read(timeout=3))
        self.assertLess(time.monotonic() - begun, 1.5)
        self.assertEqual(self.dovecot.messages, {})

    def test_a_probe_that_does_not_come_is_said_not_to_have_come(self):
        self.assertFalse(self.read(timeout=0.1))

    def test_somebody_elses_message_with_such_a_header_is_left_alone(self):
        self.dovecot.messages = {1: (900, f"{STRANGE}-token1234"), 2: (900, f"{OURS}-token1234 and more"), 3: (900, "x")}
        self.assertFalse(self.read(timeout=0.05))
        self.assertEqual(list(self.dovecot.messages), [1, 2, 3])

    def test_probes_nobody_waits_for_any_more_go_too(self):
        self.dovecot.messages = {
            1: (900, f"{OLDER}-lostlost1"),
            2: (5, f"{OURS}-awaited11"),
            3: (0, f"{OURS}-token1234"),
        }
        self.assertTrue(self.read())
        self.assertEqual(list(self.dovecot.messages), [2])

    def test_an_unknown_mailbox_is_not_found(self):
        with self.assertRaises(Refused) as refused:
            self.read(login="nobody@example.test")
        self.assertEqual(refused.exception.answer["code"], "not-found")

    def test_a_reload_of_dovecot_between_two_probes_is_not_noticed(self):
        self.dovecot.hangs_up = 1
        self.assertFalse(self.read(timeout=0))
        self.dovecot.messages = {2: (0, f"{OURS}-token1234")}
        self.assertTrue(self.read())

    def test_a_mail_server_that_does_not_answer_is_a_failure_not_an_absence(self):
        self.dovecot.greeting = b"-\n"
        with self.assertRaises(Refused) as refused:
            self.read()
        self.assertEqual(refused.exception.answer["code"], "failed")
        with self.assertRaises(Refused) as refused:
            probe.read(Doveadm("/nowhere"), "alice@example.test", "token1234", 0.1, KNOWN)
        self.assertEqual(refused.exception.answer["code"], "failed")

    def test_many_mailboxes_are_read_at_once(self):
        self.dovecot.messages = {uid: (0, f"{OURS}-token{uid:04}") for uid in range(40)}
        found = []
        readers = [
            threading.Thread(target=lambda uid=uid: found.append(self.read(token=f"token{uid:04}"))) for uid in range(40)
        ]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        self.assertEqual(found, [True] * 40)
        self.assertEqual(self.dovecot.messages, {})

    def test_nothing_can_be_smuggled_into_a_command(self):
        with self.assertRaises(ValueError):
            self.doveadm.ask("alice@example.test", "fetch", "uid\n\tbob@example.test\texpunge\tall")


class Script(unittest.TestCase):
    def test_only_the_last_secrets_are_let_in_and_the_rest_is_discarded(self):
        text = probe.script([OURS, OLDER])
        self.assertIn(f'["{OURS}-*", "{OLDER}-*"]', text)
        self.assertIn('addflag ["\\\\Seen", "\\\\Deleted", "\\\\Draft"];', text)
        self.assertLess(text.index("fileinto"), text.index("discard"))
        self.assertIn('envelope :domain :is "to" "store.amie.internal"', text)
