import json
import os
import unittest

from amie_agent.values import BadValue
from amie_agent.web import grammar

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
SITE = {
    "slug": "asso",
    "name": "w00042",
    "content": "php",
    "phpVersion": "8.2",
    "domains": ["asso.test", "www.asso.test"],
    "mainDomain": "www.asso.test",
    "redirects": [{"from": "/old", "to": "https://ailleurs.test/new?a=1", "isPermanent": True}],
    "isHstsOn": False,
    "protectedFolders": [{"path": "/private", "logins": ["alice"]}],
    "limitKib": 10240,
    "isSuspended": False,
    "importedCertificate": None,
}
ACCESS = {"slug": "asso", "site": "w00042", "login": "w00042-alice", "keys": [KEY], "hasPassword": False}
DATABASE = {"slug": "asso", "site": "w00042", "name": "w00042_shop", "engine": "mariadb", "limitKib": 20480}


def platform():
    path = os.path.join(os.path.dirname(__file__), "../../../libs/values/grammars.json")
    with open(path, encoding="utf-8") as file:
        return json.load(file)["grammars"]


class Grammar(unittest.TestCase):
    def test_what_the_platform_makes_comes_back_as_it_went_in(self):
        self.assertEqual(grammar.parse_site(SITE), SITE)
        self.assertEqual(grammar.parse_access(ACCESS), ACCESS)
        self.assertEqual(grammar.parse_database(DATABASE), DATABASE)

    def test_a_site_says_nothing_it_should_not(self):
        for change in [
            {"name": "w42"},
            {"name": "root"},
            {"name": "w00042\n"},
            {"name": "../w00042"},
            {"content": "cgi"},
            {"content": "static"},
            {"phpVersion": None},
            {"phpVersion": "8.2;"},
            {"domains": []},
            {"domains": ["www.asso.test", "asso.test"]},
            {"domains": ["asso.test", "asso.test", "www.asso.test"]},
            {"domains": ["asso.test; return 200", "www.asso.test"]},
            {"domains": ["*.asso.test", "www.asso.test"]},
            {"mainDomain": "other.test"},
            {"redirects": [{"from": "/a b", "to": "/c", "isPermanent": True}]},
            {"redirects": [{"from": "/../etc", "to": "/c", "isPermanent": True}]},
            {"redirects": [{"from": "/.well-known/acme-challenge/x", "to": "/c", "isPermanent": True}]},
            {"redirects": [{"from": "/a", "to": "https://asso.test/$host", "isPermanent": True}]},
            {"redirects": [{"from": "/a", "to": "javascript:alert(1)", "isPermanent": True}]},
            {"redirects": [{"from": "/a", "to": "https://asso.test/x;}", "isPermanent": True}]},
            {"redirects": [{"from": "/a", "to": "/b", "isPermanent": 1}]},
            {"protectedFolders": [{"path": "/a", "logins": ["b:c"]}]},
            {"protectedFolders": [{"path": "/a", "logins": []}, {"path": "/a/", "logins": []}]},
            {"limitKib": 10239},
            {"limitKib": True},
            {"limitKib": 20480.0},
            {"limitKib": 1 << 50},
            {"importedCertificate": "AB" * 32},
            {"isSuspended": "false"},
            {"slug": "../asso"},
        ]:
            with self.subTest(change=change), self.assertRaises(BadValue):
                grammar.parse_site({**SITE, **change})

    def test_no_field_is_missing_and_none_is_added(self):
        for name in SITE:
            with self.subTest(name=name), self.assertRaises(BadValue):
                grammar.parse_site({field: value for field, value in SITE.items() if field != name})
        with self.assertRaises(BadValue):
            grammar.parse_site({**SITE, "nginx": "return 200;"})

    def test_what_belongs_to_a_site_is_named_after_it(self):
        with self.assertRaises(BadValue):
            grammar.parse_access({**ACCESS, "login": "w00043-alice"})
        with self.assertRaises(BadValue):
            grammar.parse_database({**DATABASE, "name": "w00043_shop"})
        with self.assertRaises(BadValue):
            grammar.parse_database({**DATABASE, "name": "mysql"})

    def test_a_public_key_is_one_inside_as_well(self):
        self.assertEqual(grammar.parse_key(KEY), KEY)
        for key in [
            KEY + " comment",
            'command="sh" ' + KEY,
            KEY.replace("ssh-ed25519 ", "ssh-rsa "),
            KEY[:-4],
            KEY + "\n",
            "ssh-ed25519 AAAA",
            "ssh-dss AAAAB3NzaC1kc3M=",
            "",
            None,
        ]:
            with self.subTest(key=key), self.assertRaises(BadValue):
                grammar.parse_key(key)

    def test_an_item_is_of_one_thing(self):
        item = {"kind": "site", "name": "w00042", "generation": "3", "spec": SITE, "secret": None}
        self.assertEqual(grammar.parse_item(item)["generation"], 3)
        for change in [{"kind": "site-access"}, {"name": "w00043"}, {"generation": 3}, {"generation": "03"}, {"secret": {}}]:
            with self.subTest(change=change), self.assertRaises(BadValue):
                grammar.parse_item({**item, **change})

    def test_grammars_are_those_of_the_platform_word_for_word(self):
        known = platform()
        shared = [name for name in grammar.GRAMMARS if name in known]
        for name in shared:
            with self.subTest(name=name):
                self.assertEqual(grammar.GRAMMARS[name], known[name]["grammar"])

    def test_what_the_platform_accepts_and_refuses_the_agent_does_too(self):
        parsers = {
            "siteName": grammar.parse_site_name,
            "databaseName": grammar.parse_database_name,
            "accessLogin": grammar.parse_login,
            "phpVersion": grammar.parse_php_version,
            "sitePath": grammar.parse_path,
            "folderLogin": grammar.parse_folder_login,
            "sitePassword": grammar.parse_password,
        }
        self.assertEqual(parsers.keys(), grammar.GRAMMARS.keys())
        known = platform()
        for name, parse in parsers.items():
            for value in known.get(name, {}).get("accepts", []):
                with self.subTest(name=name, value=value):
                    self.assertEqual(parse(value), value)
            for value in known.get(name, {}).get("refuses", []):
                with self.subTest(name=name, value=value), self.assertRaises(BadValue):
                    parse(value)
