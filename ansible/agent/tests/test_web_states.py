import gzip
import os
import tempfile
import unittest
from unittest import mock

from amie_agent.protocol import Refused
from amie_agent.web import mariadb, meters, places, postgresql, volumes
from amie_agent.web.states import States, fence

SPEC = {"slug": "asso"}


class Fence(unittest.TestCase):
    def code(self, *words, **more):
        with self.assertRaises(Refused) as refused:
            fence(*words, **more)
        return refused.exception.answer

    def test_an_older_generation_is_refused_and_told_the_newer(self):
        answer = self.code({"generation": 7, "spec": SPEC}, 6)
        self.assertEqual((answer["code"], answer["lastGeneration"]), ("stale-generation", "7"))

    def test_what_is_prepared_counts_as_well(self):
        self.assertEqual(self.code(None, 6, None, {"generation": 7, "spec": SPEC})["code"], "stale-generation")

    def test_the_same_generation_passes(self):
        fence({"generation": 7, "spec": SPEC}, 7, "asso")

    def test_another_members_name_is_taken(self):
        self.assertEqual(self.code({"generation": 1, "spec": SPEC}, 2, "other")["code"], "taken")

    def test_what_was_set_aside_before_it_was_ever_stated_comes_back(self):
        fence({"generation": 1, "spec": {}}, 2, "asso")


class Statements(unittest.TestCase):
    def test_a_site_stated_while_password_files_were_numbered_is_read_with_their_names(self):
        spec = {"name": "w00001", "protectedFolders": [{"path": "/a/", "logins": ["x"]}, {"path": "/b/", "logins": ["y"]}]}
        with tempfile.TemporaryDirectory() as folder:
            states = States(folder)
            states.write("site", "w00001", {"generation": 1, "spec": spec})
            self.assertEqual(states.read("site", "w00001")["files"], {"/a/": "w00001.0", "/b/": "w00001.1"})
            states.write("site", "w00001", {"generation": 1, "spec": spec, "files": {"/a/": "w00001.cd", "/b/": "w00001.ef"}})
            self.assertEqual(states.read("site", "w00001")["files"], {"/a/": "w00001.cd", "/b/": "w00001.ef"})

    def test_what_is_stated_is_read_again_and_forgotten_when_told(self):
        with tempfile.TemporaryDirectory() as folder:
            states = States(folder)
            states.write("site", "w00042", {"generation": 3, "spec": SPEC, "isAside": False})
            states.stage("w00042", {"generation": 4, "spec": SPEC})
            self.assertEqual(states.read("site", "w00042")["generation"], 3)
            self.assertEqual(states.staged("w00042")["generation"], 4)
            self.assertEqual(os.stat(f"{folder}/site/w00042.json").st_mode & 0o777, 0o600)
            states.forget("site", "w00042")
            self.assertIsNone(states.read("site", "w00042"))
            self.assertIsNone(states.staged("w00042"))

    def test_things_belong_to_the_site_they_are_named_after(self):
        with tempfile.TemporaryDirectory() as folder:
            states = States(folder)
            for name in ["w00042_a", "w000421_b"]:
                states.write("site-database", name, {"generation": 1, "spec": SPEC, "isAside": False})
            self.assertEqual(states.of_site("w00042", "site-database"), ["w00042_a"])


class Traffic(unittest.TestCase):
    def line(self, text):
        days = {}
        meters.count(text, days)
        return days

    def test_bytes_count_for_the_day_they_left(self):
        line = b'192.0.2.1 - - [23/Nov/2026:21:45:01 +0100] "GET / HTTP/2.0" 200 1234 "-" "curl"'
        self.assertEqual(self.line(line), {"2026-11-23": 1234})

    def test_what_a_visitor_writes_into_a_line_counts_nothing(self):
        # Nginx writes a quotation mark of a visitor's as \x22.
        line = b'192.0.2.1 - - [23/Nov/2026:21:45:01 +0100] "GET /\\x22 200 9999999 \\x22-\\x22 HTTP/1.1" 200 12 "-" "a 200 99"'
        self.assertEqual(self.line(line), {"2026-11-23": 12})

    def test_a_line_of_another_form_counts_nothing(self):
        for line in [b"", b"\xff\xfe", b"[99/Foo/2026:] \"x\" 200 5 \"-\" \"-\"", b'"GET" 200 12']:
            self.assertEqual(self.line(line), {})

    def test_nights_that_nobody_read_are_counted_from_rotated_files_each_line_on_its_own_day(self):
        now = 1_763_000_000  # 2025-11-13
        def lines(*stamps):
            return b"".join(b'1.2.3.4 - - [%b] "GET / HTTP/2.0" 200 10 "-" "-"\n' % stamp for stamp in stamps)

        with tempfile.TemporaryDirectory() as folder, mock.patch.multiple(
            places, STATES=f"{folder}/states", logs=lambda name: f"{folder}/{name}"
        ):
            os.mkdir(f"{folder}/w00042")
            path = f"{folder}/w00042/access.log"
            with gzip.open(f"{path}.2.gz", "wb") as file:
                file.write(lines(b"10/Nov/2025:22:59:59 +0000", b"10/Nov/2025:23:00:00 +0000"))
            with open(f"{path}.1", "wb") as file:
                file.write(lines(b"12/Nov/2025:12:00:00 +0100") + b"not a line\n")
            with open(path, "wb") as file:
                file.write(lines(b"12/Nov/2025:23:59:59 +0100", b"13/Nov/2025:00:00:00 +0100"))
            expected = {"2025-11-10": "10", "2025-11-11": "10", "2025-11-12": "20"}
            self.assertEqual(meters.bytes_by_day("w00042", now), expected)
            self.assertEqual(meters.bytes_by_day("w00042", now), expected)
            self.assertEqual(meters.bytes_by_day("w00042", now + 86_400), {**expected, "2025-11-13": "10"})

    def test_a_home_the_file_system_does_not_count_is_not_called_empty(self):
        self.assertEqual([meters.known(use) for use in [(0, 1024), (0, None), None]], [0, None, None])


class Databases(unittest.TestCase):
    def test_mariadb_keeps_what_its_own_function_would(self):
        self.assertEqual(mariadb.hashed("password"), "*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19")

    def test_a_grant_names_one_database_and_no_pattern(self):
        self.assertEqual(mariadb.escaped("w00042_shop"), "w00042\\_shop")

    def test_postgresql_keeps_a_verifier_of_rfc_5803(self):
        self.assertRegex(postgresql.hashed("x" * 24), r"^SCRAM-SHA-256\$4096:[A-Za-z0-9+/=]{24}\$[A-Za-z0-9+/=]{44}:[A-Za-z0-9+/=]{44}$")

    def test_a_volume_has_room_for_a_limit_that_is_raised(self):
        self.assertGreaterEqual(volumes.size_of(10240), 4 * 10240 * 1024)
        self.assertEqual(volumes.size_of(10241) % (4 << 20), 0)
