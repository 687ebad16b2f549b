import os
import subprocess
import tempfile
import unittest

from amie_agent.backup.borg import JobFailed, code_of
from amie_agent.backup.jobs import Jobs, is_unit_running

JOB = "0190a6b2-1111-7222-8333-444455556666"


class BackupJobs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.work = folder.name
        os.mkdir(os.path.join(self.work, "jobs"))
        self.launched = []
        self.running = True
        self.jobs = Jobs(self.work, self.launched.append, lambda _job: self.running, lambda: 1_000_000)

    def start(self):
        return self.jobs.start("run", {"job": JOB, "name": "b00012"})

    def carry_out(self, work):
        self.jobs.carry_out(JOB, {"run": work})
        return self.jobs.look(JOB)

    def test_a_job_asked_for_twice_is_started_once(self):
        self.assertEqual(self.start()["state"], "running")
        self.assertEqual(self.start()["state"], "running")
        self.assertEqual(self.launched, [JOB])

    def test_a_job_never_heard_of_is_unknown(self):
        self.assertEqual(self.jobs.look(JOB)["state"], "unknown")

    def test_a_job_ends_with_its_result_and_is_not_done_again(self):
        self.start()
        ended = self.carry_out(lambda request: {"files": 3, "name": request["name"]})
        self.assertEqual((ended["state"], ended["result"]), ("succeeded", {"files": 3, "name": "b00012"}))
        self.assertEqual(self.carry_out(lambda _request: {"files": 4})["result"]["files"], 3)

    def test_a_failure_says_why_and_never_what_it_stumbled_over(self):
        def fail(_request):
            raise ValueError("the passphrase is canary")

        self.start()
        ended = self.carry_out(fail)
        self.assertEqual((ended["state"], ended["code"], ended["detail"]), ("failed", "failed", "ValueError"))

    def test_a_reason_of_its_own_is_kept(self):
        def fail(_request):
            raise JobFailed("repository-full")

        self.start()
        self.assertEqual(self.carry_out(fail)["code"], "repository-full")

    def test_a_job_whose_process_is_gone_was_interrupted(self):
        self.start()
        self.running = False
        seen = self.jobs.look(JOB)
        self.assertEqual((seen["state"], seen["code"]), ("failed", "interrupted"))

    def test_what_is_remembered_of_one_repository_is_dropped_and_nothing_else(self):
        for what in ("borg/b00012/security", "index/b00012", "borg/b00013", "index/b00013"):
            os.makedirs(os.path.join(self.work, what))
        self.jobs.forget_repository("b00012")
        self.jobs.forget_repository("b00012")
        for what in ("borg", "index"):
            self.assertEqual(os.listdir(os.path.join(self.work, what)), ["b00013"])

    def test_a_job_runs_until_systemd_says_that_it_does_not(self):
        for said, is_running in [("active\n", True), ("", True), ("inactive\n", False), ("failed\n", False)]:
            seen = is_unit_running(JOB, lambda argv, said=said: subprocess.CompletedProcess(argv, 1, said, ""))
            self.assertEqual(seen, is_running)

    def test_borgs_words_become_one_of_our_codes(self):
        for said, code in [
            ('{"type": "log_message", "message": "…", "msgid": "StorageQuotaExceeded"}', "repository-full"),
            ('{"msgid": "PathNotAllowed"}', "repository-refused"),
            ('{"message": "Remote: Permission denied (publickey)."}\n{"msgid": "ConnectionClosedWithHint"}', "repository-refused"),
            ('{"msgid": "ConnectionClosedWithHint"}', "repository-unreachable"),
            ('{"message": "Remote: OSError: [Errno 122] Disk quota exceeded"}', "repository-full"),
            ('{"msgid": "InvalidRepository"}', "repository-empty"),
            ('{"msgid": "Cache.RepositoryReplay"}', "repository-older"),
            ("nonsense\n[]\n42", "failed"),
        ]:
            self.assertEqual(code_of(said), code)
