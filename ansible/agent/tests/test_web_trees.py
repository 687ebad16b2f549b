import os
import resource
import subprocess
import sys
import tempfile
import time
import unittest
from unittest import mock

from amie_agent.protocol import Refused
from amie_agent.web import places, trees

# Reads the tree in use when it is told to, unless it is to refuse; then its worker ends and another one begins.
NGINX = """
import os, signal, subprocess, sys, time
live, read, refuses = sys.argv[1:]
workers = []

def take_up(*_):
    if os.path.exists(refuses):
        return
    with open(read, "w") as file:
        file.write(os.path.basename(os.readlink(live)))
    workers.append(subprocess.Popen(["sleep", "60"]))
    for worker in workers[:-1]:
        worker.kill()
        worker.wait()

signal.signal(signal.SIGHUP, take_up)
signal.signal(signal.SIGTERM, lambda *_: (workers[-1].kill(), sys.exit(0)))
take_up()
print("ready", flush=True)
while True:
    time.sleep(0.01)
"""


class Trees(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        names = {"LIVE": "live", "TREES": "trees", "MAIN": "nginx.conf", "PID": "pid", "READ": "read"}
        for module, values in (
            (places, {"NGINX": self.folder}),
            (trees, {name: f"{self.folder}/{path}" for name, path in names.items()} | {"DEADLINE": 0.5, "run": self.told}),
        ):
            patch = mock.patch.multiple(module, **values)
            patch.start()
            self.addCleanup(patch.stop)
        os.makedirs(f"{trees.TREES}/none")
        os.symlink("trees/none", trees.LIVE)
        with open(trees.MAIN, "w", encoding="utf-8") as file:
            file.write(f"include {self.folder}/live/*.conf;")
        self.complaints = []
        self.start()

    def start(self):
        argv = [sys.executable, "-c", NGINX, trees.LIVE, f"{self.folder}/answers-by", f"{self.folder}/refuses"]
        nginx = subprocess.Popen(argv, stdout=subprocess.PIPE)
        self.addCleanup(nginx.stdout.close)
        self.addCleanup(nginx.wait)
        self.addCleanup(nginx.terminate)
        nginx.stdout.readline()
        with open(trees.PID, "w", encoding="ascii") as file:
            file.write(str(nginx.pid))

    def told(self, argv, **_options):
        """What `nginx -t` says."""
        complaint = self.complaints.pop(0) if self.complaints else ""
        return subprocess.CompletedProcess(argv, 1 if complaint else 0, "", complaint)

    def answers_by(self):
        with open(f"{self.folder}/answers-by", encoding="ascii") as file:
            return file.read()

    def in_use(self):
        return os.path.basename(os.readlink(trees.LIVE))

    def test_what_is_installed_is_what_nginx_answers_by(self):
        self.assertEqual(trees.install({"w00042": "one"}), {})
        self.assertEqual(self.answers_by(), self.in_use())

    def test_what_a_run_cut_short_did_not_tell_is_told_by_the_next_one(self):
        trees.use(trees.build({"w00042": "one"}))
        self.assertNotEqual(self.answers_by(), self.in_use())
        self.assertEqual(trees.install({"w00042": "one"}), {})
        self.assertEqual(self.answers_by(), self.in_use())

    def test_a_certificate_replaced_by_a_run_cut_short_is_read_by_the_next_one(self):
        trees.install({"w00042": "one"})
        trees.forget_read()
        os.unlink(f"{self.folder}/answers-by")
        trees.install({})
        self.assertEqual(self.answers_by(), self.in_use())

    def test_nothing_is_told_when_nothing_changed(self):
        trees.install({"w00042": "one"})
        os.unlink(f"{self.folder}/answers-by")
        trees.install({"w00042": "one"})
        self.assertFalse(os.path.exists(f"{self.folder}/answers-by"))

    def test_an_nginx_that_goes_on_as_before_is_no_success_and_is_told_again(self):
        trees.install({"w00042": "one"})
        former = self.in_use()
        with open(f"{self.folder}/refuses", "w", encoding="ascii"):
            begun = time.monotonic()
        with self.assertRaises(Refused):
            trees.install({"w00042": "two"})
        self.assertLess(time.monotonic() - begun, 5)
        self.assertEqual((self.in_use(), trees.current("w00042")), (former, "one"))
        os.unlink(f"{self.folder}/refuses")
        self.assertEqual(trees.install({"w00042": "two"}), {})
        self.assertEqual((self.answers_by(), trees.current("w00042")), (self.in_use(), "two"))

    def test_a_site_whose_log_is_gone_is_taken_out_and_holds_up_no_other(self):
        trees.install({"w00042": "one"})
        self.complaints = ['nginx: [emerg] open() "/srv/web/.logs/w00042/access.log" failed (2: No such file or directory)']
        self.assertEqual(trees.install({"w00043": "other"}), {})
        self.assertEqual(trees.names(), {"w00043"})

    def test_a_complaint_that_names_no_site_leaves_all_as_it_was(self):
        trees.install({"w00042": "one"})
        former = self.in_use()
        self.complaints = ["nginx: [emerg] something else"]
        with self.assertRaises(Refused):
            trees.install({"w00043": "other"})
        self.assertEqual(self.in_use(), former)

    def test_links_on_their_way_and_trees_of_nobody_are_swept(self):
        trees.install({"w00042": "one"})
        os.symlink("trees/stray", f"{trees.LIVE}.stray")
        trees.build({"w00043": "never used"})
        trees.drop_strays()
        self.assertEqual(sorted(os.listdir(trees.TREES)), sorted(["none", self.in_use()]))
        self.assertFalse(os.path.lexists(f"{trees.LIVE}.stray"))

    def test_nginx_may_be_tried_with_the_logs_of_more_sites_than_a_terminal_allows(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
        trees.install({"w00042": "one"})
        self.assertGreater(resource.getrlimit(resource.RLIMIT_NOFILE)[0], 256)
