import contextlib
import io
import os
import subprocess
import tempfile
import unittest
from unittest import mock

from amie_agent.web import acme, certificates, certify, look, places, sites, trees
from amie_agent.web.states import States
from .test_web_grammar import SITE

LOST = "Challenge did not pass for {}: {{'status': 'invalid'}}"


def site(name, *domains):
    more = {"name": name, "domains": sorted(domains), "mainDomain": domains[0]}
    return {**SITE, **more, "content": "static", "phpVersion": None, "protectedFolders": []}


class Authority:
    """Certifies names that lead here, and blames the first one that does not."""

    def __init__(self, lost):
        self.lost = lost
        self.orders = []

    def converse(self, document):
        return {name: self.answer(name, path) for name, path in document["requests"].items()}

    def answer(self, name, request):
        text = subprocess.run(["openssl", "req", "-in", request, "-noout", "-text"], capture_output=True, text=True, check=True).stdout
        asked = certificates._NAMES.findall(text)
        self.orders.append(asked)
        blamed = next((domain for domain in asked if domain in self.lost), None)
        if blamed:
            said = LOST.format(blamed)
            return {"name": name, "problem": acme.problem_of(said), "domain": acme.domain_of(said)}
        argv = ["openssl", "req", "-x509", "-key", certificates.path(name, "key"), "-days", "90", *certificates._subject(asked)]
        return {"name": name, "chain": subprocess.run(argv, capture_output=True, text=True, check=True).stdout}


class Certify(unittest.TestCase):
    def setUp(self):
        quiet = contextlib.redirect_stderr(io.StringIO())
        quiet.__enter__()
        self.addCleanup(quiet.__exit__, None, None, None)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.states = States(f"{self.folder}/states")
        self.authority = Authority({"lost.asso.test"})
        self.read = {}
        server = {"data": "/srv/web", "acmeDirectory": "https://authority.test", "acmeRenewDays": 30}
        for module, values in (
            (places, {"CERTIFICATES": self.folder, "CERTIFY_WANTED": f"{self.folder}/wanted", "server": lambda: server}),
            (trees, {"install": self.read.update, "current": self.read.get, "is_read": lambda: True, "forget_read": lambda: None}),
            (certify, {"States": lambda: self.states, "converse": self.authority.converse, "lock": mock.MagicMock()}),
        ):
            patch = mock.patch.multiple(module, **values)
            patch.start()
            self.addCleanup(patch.stop)

    def use(self, *specs):
        for spec in specs:
            certificates.make_temporary(spec["name"], spec["domains"])
            state = {"generation": 1, "spec": spec, "files": {}, "isAside": False}
            self.states.write("site", spec["name"], state)
            self.read[spec["name"]] = sites.text_of(state)

    def shown(self, spec):
        told = look.certificate_shown(spec)
        return told["certificate"], told["certificateProblem"], told["certificateWithout"]

    def test_a_name_that_leads_elsewhere_is_left_out_and_named_and_the_others_have_their_certificate(self):
        spec = site("w00042", "asso.test", "lost.asso.test", "www.asso.test")
        self.use(spec, site("w00043", "other.test"))
        certify.work()
        self.assertEqual(self.shown(spec), ("acme", "not-reachable", ["lost.asso.test"]))
        names = certificates.names_of(certificates.leaf_of(certificates.read(certificates.path("w00042", "acme"))))
        self.assertEqual(names, {"asso.test", "www.asso.test"})
        self.assertIn("/acme.pem", self.read["w00042"])
        self.assertEqual(self.shown(site("w00043", "other.test")), ("acme", None, []))

    def test_it_is_asked_for_again_later_without_wasting_certificates_and_comes_once_it_leads_here(self):
        spec = site("w00042", "asso.test", "lost.asso.test")
        self.use(spec)
        certify.work()
        certify.work()
        self.assertEqual(self.authority.orders, [["asso.test", "lost.asso.test"], ["asso.test"]])
        with mock.patch.object(certify, "FIRST_WAIT", 0):
            certify.work()
            self.assertEqual(self.authority.orders[2:], [["asso.test", "lost.asso.test"]])
            self.assertEqual(certify.noted("w00042")["count"], 2)
            self.authority.lost.clear()
            certify.work()
        self.assertEqual(self.shown(spec), ("acme", None, []))

    def test_one_that_ends_soon_is_renewed_for_the_names_that_lead_here(self):
        spec = site("w00042", "asso.test", "lost.asso.test")
        self.use(spec)
        certify.work()
        former = certificates.read(certificates.path("w00042", "acme"))
        with mock.patch.object(certify, "FIRST_WAIT", 0), mock.patch.dict(places.server(), {"acmeRenewDays": 91}):
            certify.work()
        self.assertNotEqual(certificates.read(certificates.path("w00042", "acme")), former)

    def test_a_site_without_any_name_that_leads_here_says_so(self):
        spec = site("w00042", "lost.asso.test")
        self.use(spec)
        certify.work()
        self.assertEqual(self.shown(spec), ("temporary", "not-reachable", ["lost.asso.test"]))
        self.assertEqual(len(self.authority.orders), 1)

    def test_a_site_whose_key_or_certificate_is_gone_holds_up_no_other_and_is_mended_when_it_is_put_again(self):
        lame, torn, sound = site("w00041", "lame.test"), site("w00042", "torn.test"), site("w00043", "sound.test")
        self.use(lame, torn, sound)
        os.unlink(certificates.path("w00041", "key"))
        with open(certificates.path("w00042", "acme"), "w", encoding="ascii") as file:
            file.write("torn")
        certify.work()
        self.assertEqual(self.shown(sound), ("acme", None, []))
        self.assertEqual(self.shown(lame), ("temporary", "key-missing", []))
        certificates.make_temporary("w00041", lame["domains"])
        leaf = certificates.leaf_of(certificates.read(certificates.path("w00041", "temporary")))
        key = certificates.read(certificates.path("w00041", "key"))
        self.assertEqual(certificates.public_key_of(leaf), certificates.public_key_of_key(key))

    def test_a_certificate_that_a_run_cut_short_kept_is_shown_by_the_next_one(self):
        spec = site("w00042", "asso.test")
        self.use(spec)
        before = self.read["w00042"]
        certify.work()
        self.read["w00042"] = before
        certify.work()
        self.assertIn("/acme.pem", self.read["w00042"])
        self.assertEqual(len(self.authority.orders), 1)

    def test_the_name_is_read_from_what_acme_tiny_says(self):
        said = 'Error creating new order:\nResponse Code: 400\nResponse: {\'detail\': \'Cannot issue for "asso.test": no\'}'
        self.assertEqual(acme.domain_of(said), "asso.test")
        self.assertIsNone(acme.domain_of("Error getting directory:\nUrl: https://authority.test"))
