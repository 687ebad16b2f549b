"""Jobs: what talks to a repository, in the background under systemd, remembered in a file that survives a restart."""

import contextlib
import fcntl
import os
import shutil
import time

from ..commands import run
from ..protocol import Refused
from .borg import WORK, JobFailed
from .records import Records
from .values import iso

COMMAND = "/usr/local/sbin/amie-backup-job"
KEPT = 60 * 86400  # seconds an ended job is remembered
PROPERTIES = ["Nice=10", "IOSchedulingClass=best-effort", "IOSchedulingPriority=6", "PrivateTmp=yes", "NoNewPrivileges=yes"]


class Jobs:
    def __init__(self, work: str = WORK, launch=None, is_running=None, now=time.time):
        self._records = Records(os.path.join(work, "jobs"))
        self._work = work
        self._launch = launch or launch_unit
        self._is_running = is_running or is_unit_running
        self._now = now

    def start(self, kind: str, item: dict) -> dict:
        """Starts a job, unless it was started before; tells its state either way."""
        if self._records.find(item["job"]) is None:
            self._forget_old()
            request = {name: value for name, value in item.items() if name != "job"}
            self._records.put(item["job"], {"kind": kind, "request": request, "startedAt": int(self._now())})
            self._launch(item["job"])
        return self.look(item["job"])

    def look(self, job: str) -> dict:
        record = self._records.find(job)
        if record is None:
            return told({}, "unknown")
        if "endedAt" not in record and not self._is_running(job):
            # It may have ended between the two looks.
            record = self._records.find(job)
            if "endedAt" not in record:
                return {**told(record, "failed"), "code": "interrupted"}
        return told(record, record.get("state", "running"))

    def carry_out(self, job: str, kinds: dict) -> None:
        """In the job's own process: does it and writes down how it ended, whatever happens."""
        record = self._records.find(job)
        if record is None or "endedAt" in record:
            return
        try:
            with self.repository_taken(record["request"]["name"]):
                result = kinds[record["kind"]]({"job": job, **record["request"]})
            ended = {"state": "succeeded", "code": None, "detail": None, "result": result}
        except JobFailed as failure:
            ended = {"state": "failed", "code": failure.code, "detail": failure.detail or None, "result": None}
        except Refused as refusal:
            ended = {"state": "failed", "code": "failed", "detail": refusal.answer.get("detail"), "result": None}
        except Exception as error:  # its kind, never its text, which may hold anything
            ended = {"state": "failed", "code": "failed", "detail": type(error).__name__, "result": None}
        self._records.put(job, {**record, **ended, "endedAt": int(self._now())})

    @contextlib.contextmanager
    def repository_taken(self, name: str):
        """One job of a repository at a time; others wait here, in their own process."""
        lock = os.open(os.path.join(self._work, f"{name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def forget_repository(self, name: str) -> None:
        """By root's own hand, after a repository was brought back: what is remembered of it is newer than it, and Borg would
        take it for an attack. The next run learns anew which archives there are."""
        with self.repository_taken(name):
            for what in ("borg", "index"):
                with contextlib.suppress(FileNotFoundError):
                    shutil.rmtree(os.path.join(self._work, what, name))

    def _forget_old(self) -> None:
        for job in self._records.names():
            record = self._records.find(job)
            if record.get("endedAt", self._now()) < self._now() - KEPT:
                self._records.drop(job)


def told(record: dict, state: str) -> dict:
    return {
        "state": state,
        "startedAt": iso(record.get("startedAt")),
        "endedAt": iso(record.get("endedAt")),
        "code": record.get("code"),
        "detail": record.get("detail"),
        "result": record.get("result"),
    }


def unit_of(job: str) -> str:
    return f"amie-backup-{job}.service"


def launch_unit(job: str) -> None:
    properties = [f"--property={line}" for line in PROPERTIES]
    done = run(["/usr/bin/systemd-run", "--quiet", "--collect", f"--unit={unit_of(job)}", *properties, COMMAND, "run", job])
    if done.returncode != 0:
        raise Refused("failed", "the job was not started")


def is_unit_running(job: str, ask=run) -> bool:
    """Only systemd's own word ends a job: while it does not answer, the job may well be running."""
    seen = ask(["/usr/bin/systemctl", "is-active", unit_of(job)])
    return seen.stdout.strip() not in ("inactive", "failed", "unknown")
