import unittest

from amie_agent.postfix import resolve

MAPS = {
    "domains": {"a.test": ["a.test"]},
    "mailboxes": {name: [name] for name in ["ann@a.test", "bob@a.test", "cyd@a.test", "eve@a.test"]},
    "replaced": {
        "team@a.test": ["ann@a.test", "out@b.test", "list@a.test"],
        "list@a.test": ["bob@a.test", "ann@a.test"],
        "ping@a.test": ["ann@a.test", "pong@a.test"],
        "pong@a.test": ["ping@a.test"],
        "cyd@a.test": ["out@b.test"],
        "empty@a.test": ["gone@a.test"],
        "stranger@b.test": ["ann@a.test"],
    },
    "kept": {"ann.x@a.test": ["ann@a.test"], "bob@a.test": ["bob@a.test", "out@b.test"]},
}


def ask(name, keys):
    return {key: MAPS[name][key] for key in keys if key in MAPS[name]}


class Targets(unittest.TestCase):
    def targets(self, address):
        return resolve([address], ask)[address]

    def test_a_mailbox_is_its_own_target_and_an_extra_address_leads_to_it(self):
        self.assertEqual(self.targets("ann@a.test"), ["ann@a.test"])
        self.assertEqual(self.targets("ann.x@a.test"), ["ann@a.test"])

    def test_a_forward_keeps_a_copy_only_when_it_says_so(self):
        self.assertEqual(self.targets("bob@a.test"), ["bob@a.test", "out@b.test"])
        self.assertEqual(self.targets("cyd@a.test"), ["out@b.test"])

    def test_a_shared_address_may_lead_to_another_one(self):
        self.assertEqual(self.targets("team@a.test"), ["ann@a.test", "bob@a.test", "out@b.test"])

    def test_addresses_that_lead_to_each_other_for_ever_lead_nowhere(self):
        self.assertEqual(self.targets("ping@a.test"), [])
        self.assertEqual(self.targets("pong@a.test"), [])

    def test_what_the_server_refuses_has_no_target(self):
        for address in ["nobody@a.test", "empty@a.test", "out@b.test", "stranger@b.test"]:
            with self.subTest(address=address):
                self.assertEqual(self.targets(address), [])

    def test_many_are_answered_at_once(self):
        answers = resolve(["ann@a.test", "nobody@a.test", "eve@a.test"], ask)
        self.assertEqual(answers, {"ann@a.test": ["ann@a.test"], "nobody@a.test": [], "eve@a.test": ["eve@a.test"]})
