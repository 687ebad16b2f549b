import os
import tempfile
import unittest

from amie_agent.web import limits


class Logs(unittest.TestCase):
    def rotations(self, *sizes):
        with tempfile.TemporaryDirectory() as root:
            for path, size in sizes:
                os.makedirs(os.path.dirname(f"{root}/{path}"), exist_ok=True)
                with open(f"{root}/{path}", "wb") as file:
                    file.truncate(size)
            return [words[-1] for words in limits.rotations(f"{root}/web", 1024, f"{root}/log")]

    def test_a_log_above_the_limit_is_turned_at_once_and_those_of_other_kinds_are_not(self):
        self.assertEqual(self.rotations(("web/.logs/w00042/access.log", 1025)), ["/etc/logrotate.d/amie-web"])
        self.assertEqual(self.rotations(("log/postgresql/main.log", 1025)), ["/etc/logrotate.d/postgresql-common"])
        self.assertEqual(self.rotations(("log/nginx/error.log", 1025)), ["/etc/logrotate.d/nginx"])

    def test_what_is_below_it_or_was_turned_already_waits_for_the_night(self):
        self.assertEqual(self.rotations(("web/.logs/w00042/access.log", 1024), ("web/.logs/w00042/access.log.1", 9000)), [])
