import json
import random
import tempfile
import unittest
from unittest import mock

from amie_agent.files import replace_file
from amie_agent.web import fpm, nginx, places, sites, units, verbs
from .test_web_grammar import SITE

SERVER = {"data": "/srv/web", "phpVersions": ["8.2"], "phpChildren": 8, "phpSeconds": 60, "uploadMib": 64}
CERTIFICATE = ("/etc/amie-web/certificates/w00042/temporary.pem", "/etc/amie-web/certificates/w00042/key.pem")
FILES = {"/private": "w00042.0123456789abcdef", "/": "w00042.fedcba9876543210"}


class Server(unittest.TestCase):
    def test_the_server_tells_the_versions_of_php_that_are_installed_as_its_role_says_now(self):
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/server.json"
            with mock.patch.object(places, "SERVER", path), mock.patch.object(units, "binary", lambda version: f"{folder}/{version}"):
                for versions in (["8.2"], ["8.2", "8.4"]):
                    for version in versions:
                        open(f"{folder}/{version}", "w").close()
                    replace_file(path, json.dumps({**SERVER, "phpVersions": [*versions, "7.4"], "addresses": []}).encode(), 0o600)
                    self.assertEqual(verbs.Web().server(None)["phpVersions"], versions)


class Config(unittest.TestCase):
    def setUp(self):
        patch = mock.patch.object(places, "server", lambda: SERVER)
        patch.start()
        self.addCleanup(patch.stop)

    def test_no_word_can_end_a_directive_of_nginx(self):
        for word in ["a;b", "a b", "a{", "}", "$host", '"', "'", "a\nb", "a\\b", "#", "", "é"]:
            with self.subTest(word=word), self.assertRaises(ValueError):
                nginx.render([("return", 301, word)])

    def test_whatever_bytes_come_a_directive_stays_one(self):
        chance = random.Random(1)
        for _ in range(2000):
            word = "".join(chr(chance.choice([chance.randrange(128), 59, 123, 125, 10])) for _ in range(chance.randrange(1, 12)))
            try:
                text = nginx.render([("return", 301, word)])
            except ValueError:
                continue
            self.assertEqual(text.count(";"), 1)
            self.assertEqual(text.split(), ["return", "301", f"{word};"])

    def test_no_value_can_end_a_line_or_a_section_of_php(self):
        for value in ["a\nb", "a=b", "[x]", "a;b", '"', "a b", "$x", "a\0"]:
            with self.subTest(value=value), self.assertRaises(ValueError):
                fpm.render({"pool": {"listen": value}})

    def test_a_site_speaks_with_its_own_socket_alone(self):
        text = nginx.site(SITE, CERTIFICATE, FILES)
        sockets = {word for word in text.split() if word.startswith("unix:")}
        self.assertEqual(sockets, {"unix:/run/amie-fpm/w00042/fpm.sock;"})

    def test_braces_are_balanced_whatever_is_on(self):
        for change in [
            {"content": "static", "phpVersion": None},
            {"isSuspended": True},
            {"isHstsOn": True, "protectedFolders": [{"path": "/", "logins": []}]},
            {"redirects": [], "protectedFolders": []},
        ]:
            text = nginx.site({**SITE, **change}, CERTIFICATE, FILES)
            self.assertEqual(text.count("{"), text.count("}"))

    def test_a_suspended_site_runs_no_code(self):
        spec = {**SITE, "isSuspended": True}
        self.assertEqual(units.wanted(spec), {})
        self.assertNotIn("fastcgi_pass", nginx.site(spec, CERTIFICATE, FILES))

    def test_protected_folders_ask_before_code_runs(self):
        text = nginx.site(SITE, CERTIFICATE, FILES)
        inside = text[text.index("location ^~ /private/") :]
        self.assertLess(inside.index("auth_basic_user_file"), inside.index("fastcgi_pass"))

    def test_code_that_does_not_run_is_shown_nowhere(self):
        source = r'location ~* "\.(php[0-9]?|phps|phtml|phar)$" {'
        for change in [{}, {"protectedFolders": []}, {"protectedFolders": [{"path": "/", "logins": []}]}]:
            for content in [{"content": "static", "phpVersion": None}, {}]:
                text = nginx.site({**SITE, **change, **content}, CERTIFICATE, FILES)
                places_of_files = text.count("try_files $uri $uri/")
                with self.subTest(change=change, content=content):
                    self.assertGreaterEqual(text.count(source), places_of_files)
                    self.assertEqual(bool(content), "fastcgi_pass" not in text.replace("/probe.php", ""))

    def test_a_suspended_site_still_tells_browsers_to_stay_on_https(self):
        text = nginx.site({**SITE, "isSuspended": True, "isHstsOn": True}, CERTIFICATE, FILES)
        page = text[text.index("location = /maintenance.html") :]
        self.assertIn("Strict-Transport-Security", page[: page.index("}")])

    def test_the_pool_is_tied_to_the_site(self):
        text = fpm.pool("w00042")
        self.assertIn("listen = /run/amie-fpm/w00042/fpm.sock", text)
        self.assertIn("php_admin_value[open_basedir] = /srv/web/w00042/htdocs/", text)

    def test_the_same_site_is_written_the_same(self):
        self.assertEqual(nginx.site(SITE, CERTIFICATE, FILES), nginx.site(dict(reversed(SITE.items())), CERTIFICATE, FILES))
        self.assertTrue(callable(sites.text_of))
