import json
import os
import unittest

from amie_agent.backup import values
from amie_agent.values import BadValue

from .test_values import NASTY

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "A" * 43
MAILBOX = {"kind": "mailbox", "store": "alice.martin", "login": "alice@asso.test"}
PLATFORM = os.path.join(os.path.dirname(__file__), "../../../libs/values/grammars.json")


class BackupValues(unittest.TestCase):
    @unittest.skipUnless(os.path.exists(PLATFORM), "the agent stands alone on a server")
    def test_the_grammars_are_those_of_the_platform(self):
        with open(PLATFORM, encoding="utf-8") as file:
            agreed = json.load(file)["grammars"]
        for name, grammar in values.GRAMMARS.items():
            with self.subTest(name):
                self.assertEqual(grammar, agreed[name]["grammar"])

    def test_nothing_nasty_is_any_of_them(self):
        for parse in [
            values.parse_repository,
            values.parse_source,
            values.parse_public_key,
            values.parse_archive,
            values.parse_job,
            values.parse_slug,
            values.parse_host_key,
            values.parse_generation,
            values.parse_server_address,
            values.parse_limit_kib,
            values.parse_turn,
            values.parse_keys,
            values.parse_thing,
        ]:
            for nasty in NASTY:
                with self.subTest(parse=parse, nasty=nasty):
                    if (parse, nasty) in [(values.parse_keys, []), (values.parse_turn, 1)]:
                        continue
                    self.assertRaises(BadValue, parse, nasty)

    def test_a_key_brings_no_options_and_no_second_line(self):
        self.assertEqual(values.parse_public_key(KEY), KEY)
        for bad in [f'command="id" {KEY}', f"{KEY}\n{KEY}", f"{KEY} me", KEY.replace("25519", "25518"), f"restrict {KEY}"]:
            self.assertRaises(BadValue, values.parse_public_key, bad)

    def test_keys_are_in_the_order_of_their_sources_and_none_twice(self):
        def keys(*sources):
            return [{"source": source, "turn": 1, "publicKey": KEY} for source in sources]

        self.assertEqual([key["source"] for key in values.parse_keys(keys("web1", "laptop"))], ["laptop", "web1"])
        self.assertRaises(BadValue, values.parse_keys, keys("web1", "web1"))
        self.assertRaises(BadValue, values.parse_keys, keys("../web1"))
        self.assertRaises(BadValue, values.parse_keys, [{**keys("web1")[0], "options": "pty"}])

    def test_an_address_is_no_option_of_ssh(self):
        for good in ["198.18.10.15", "2001:db8::15", "backup1", "backup1.lab.test"]:
            self.assertEqual(values.parse_server_address(good), good)
        for bad in ["-oProxyCommand=id", "root@backup1", "backup1:22", "backup1/srv", "a b"]:
            self.assertRaises(BadValue, values.parse_server_address, bad)

    def test_a_thing_is_named_and_never_a_path(self):
        self.assertEqual(values.parse_thing(MAILBOX), MAILBOX)
        for bad in [
            {**MAILBOX, "store": "../etc"},
            {**MAILBOX, "path": "/etc"},
            {"kind": "folder", "path": "/etc"},
            {"kind": ["mailbox"]},
            {"kind": "site", "name": "w00042/.."},
            {"kind": "site-database", "name": "w00042_blog", "engine": "sqlite"},
        ]:
            self.assertRaises(BadValue, values.parse_thing, bad)

    def test_a_part_never_leads_up_or_away(self):
        for good in [None, "INBOX", "Projets/2026", "Été", "htdocs/index.php", "a b/c'd", "...", "-rf"]:
            self.assertEqual(values.parse_part(good), good)
        for bad in ["", "/etc", "..", "a/../b", "a//b", "a/", ".", "a/.", "a\nb", "a\0b", "x" * 300, 7]:
            self.assertRaises(BadValue, values.parse_part, bad)

    def test_an_archive_is_named_by_its_moment(self):
        name = values.archive_name(1_795_480_000)
        self.assertEqual(values.parse_archive(name), name)
        self.assertEqual(values.archive_time(name), values.iso(1_795_480_000))
