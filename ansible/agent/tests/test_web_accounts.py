import grp
import pwd
import subprocess
import tempfile
import types
import unittest
from unittest import mock

from amie_agent.protocol import Refused
from amie_agent.web import access, accounts, places
from amie_agent.web.states import States

LOGIN, SITE = "w00042-alice", "w00042"
SPEC = {"slug": "asso", "site": SITE, "login": LOGIN, "keys": [], "hasPassword": True}


class WhileTheListsAreHeld(unittest.TestCase):
    """Every command that changes accounts fails, as while another program holds /etc/passwd; an account with a password."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.states = States(folder.name)
        self.states.write("site", SITE, {"generation": 1, "spec": {"slug": "asso"}, "isAside": False})
        self.stored = "$y$word"
        found = types.SimpleNamespace(pw_uid=100_042)
        for target, name, fake in (
            (accounts, "run", lambda argv, given="": subprocess.CompletedProcess(argv, 1, "", "")),
            (accounts, "_stored", lambda login: self.stored),
            (pwd, "getpwnam", lambda name: found),
            (grp, "getgrnam", lambda name: types.SimpleNamespace(gr_mem=[LOGIN])),
            (places, "KEYS", folder.name),
        ):
            patch = mock.patch.object(target, name, fake)
            patch.start()
            self.addCleanup(patch.stop)
        self.accesses = access.Accesses(self.states)

    def refused(self, work, *words):
        with self.assertRaises(Refused) as refused:
            work(*words)
        self.assertEqual(refused.exception.answer["code"], "failed")

    def item(self, **change):
        return {"name": LOGIN, "generation": 2, "spec": {**SPEC, **change}, "secret": None}

    def test_a_login_that_was_not_locked_is_not_called_set_aside(self):
        self.states.write("site-access", LOGIN, {"generation": 1, "spec": SPEC, "isAside": False})
        self.refused(self.accesses.set_aside, self.item())
        self.assertFalse(self.states.read("site-access", LOGIN)["isAside"])

    def test_an_account_that_is_still_there_is_not_called_purged(self):
        self.states.write("site-access", LOGIN, {"generation": 1, "spec": SPEC, "isAside": True})
        self.refused(self.accesses.purge, self.item())
        self.assertIsNotNone(self.states.read("site-access", LOGIN))

    def test_a_password_that_stays_although_taken_away_is_told(self):
        self.refused(self.accesses.put, self.item(hasPassword=False))
        self.assertIsNone(self.states.read("site-access", LOGIN))

    def test_a_password_that_stays_locked_is_told(self):
        self.stored = "!$y$word"
        self.refused(self.accesses.put, self.item())
