"""Borg, spoken to over SSH through the door that the backup server opens for this source.

The passphrase is read by Borg from root's file: it is in no argument, no environment and no answer.
"""

import ast
import contextlib
import json
import os
import subprocess

from ..commands import run
from .places import Places

BORG = "/usr/bin/borg"
WORK = "/var/lib/amie-backup"
LOCK_WAIT = 600  # seconds
DEADLINE = 12 * 3600  # seconds
SSH_DEADLINE = 9  # seconds
# Names as Python writes them: what is no text would come as "?". The first letter of the mode is "h" for a hard link.
LISTED = "{mode:.1} {size} [{bpath!a}, {source!a}]{NL}"
_CODES = {
    "StorageQuotaExceeded": "repository-full",
    "InsufficientFreeSpaceError": "repository-full",
    "LockTimeout": "repository-locked",
    "LockFailed": "repository-locked",
    "LockError": "repository-locked",
    "PathNotAllowed": "repository-refused",
    "ConnectionClosed": "repository-unreachable",
    "ConnectionClosedWithHint": "repository-unreachable",
    "PassphraseWrong": "passphrase-missing",
    "NoPassphraseFailure": "passphrase-missing",
    "Repository.DoesNotExist": "repository-empty",
    "DoesNotExist": "repository-empty",
    "InvalidRepository": "repository-empty",
    "Archive.DoesNotExist": "archive-missing",
    # It was brought back to an earlier evening, by us or by somebody else: what this source remembers is newer.
    "Cache.RepositoryReplay": "repository-older",
}
# What the other end wrote, when Borg itself knows no better than that the connection ended.
_WORDS = {
    "Permission denied": "repository-refused",
    "Host key verification failed": "repository-refused",
    "Disk quota exceeded": "repository-full",
    "No space left on device": "repository-full",
}


class JobFailed(Exception):
    """A job ends without what it was for; `code` says why, `detail` holds no value and no secret."""

    def __init__(self, code: str, detail: str = ""):
        super().__init__(detail or code)
        self.code = code
        self.detail = detail


class Borg:
    def __init__(self, name: str, places: Places = None, work: str = WORK, lock_wait: int = LOCK_WAIT):
        self._name = name
        self._places = places or Places()
        self._work = work
        self._lock_wait = lock_wait

    def initialise(self) -> None:
        self.call(["init", "--encryption=repokey-blake2", "--append-only"])

    def create(self, archive: str, paths, excluded) -> dict:
        exclusions = [part for pattern in excluded for part in ("--exclude", pattern)]
        options = ["--json", "--compression", "auto,zstd", "--files-cache", "ctime,size,inode", *exclusions]
        return json.loads(self.call(["create", *options, f"::{archive}", *paths]))

    def names(self) -> list:
        return self.read(["list", "--format", "{archive}{NL}"]).splitlines()

    def files(self, archive: str, path: str) -> list:
        """What an archive holds at and below a path: type, path and size of each, as `files_in` reads them."""
        return files_in(self.read(["list", "--format", LISTED, f"::{archive}", f"pp:{path}"]).splitlines())

    def extract(self, archive: str, paths, into: str) -> None:
        """Into an empty folder that only root may enter: names in an archive are a member's."""
        self.read(["extract", "--numeric-ids", "--noacls", "--noxattrs", f"::{archive}", *(f"pp:{path}" for path in paths)], into)

    def prune(self, kept: dict) -> None:
        """Forgets archives beyond what is kept. The door only adds, so the backup server still has them."""
        ages = [f"--keep-{age}={kept['kept' + age.capitalize()]}" for age in ("daily", "weekly", "monthly")]
        self.call(["prune", *ages])

    def read(self, words, folder: str = "/", deadline: float = DEADLINE) -> str:
        """What only reads. A repository that is full to the brim has no room for a lock, and is read without one: nothing
        can be written there then."""
        try:
            return self.call(words, folder, deadline)
        except JobFailed as failure:
            if failure.code != "repository-full":
                raise
            return self.call(["--bypass-lock", *words], folder, deadline)

    def call(self, words, folder: str = "/", deadline: float = DEADLINE) -> str:
        """Standard output of a command of Borg's. Warnings (a file that went while it was read) are no failure."""
        argv = [BORG, "--log-json", "--lock-wait", str(self._lock_wait), *words]
        try:
            done = subprocess.run(
                argv, stdin=subprocess.DEVNULL, capture_output=True, env=self._environment(), cwd=folder, timeout=deadline
            )
        except subprocess.TimeoutExpired:
            raise JobFailed("repository-unreachable", "no answer in time") from None
        if done.returncode not in (0, 1):
            code = code_of(done.stderr.decode(errors="replace"))
            raise JobFailed(self._ask_ssh() if code == "repository-unreachable" else code)
        return done.stdout.decode(errors="surrogateescape")

    def _ask_ssh(self) -> str:
        """Why the door does not open: Borg does not always wait for what SSH says before it gives up."""
        kept = self._kept()
        where = f"{self._name}@{self._places.get(self._name)['address']}"
        with contextlib.suppress(subprocess.TimeoutExpired):
            done = run(["/usr/bin/ssh", *ssh_options(kept["key"], kept["known_hosts"]), where], deadline=SSH_DEADLINE)
            return next((code for words, code in _WORDS.items() if words in done.stderr), "repository-unreachable")
        return "repository-unreachable"

    def _kept(self) -> dict:
        return {what: self._places.file(self._name, what) for what in ("key", "known_hosts", "passphrase")}

    def _environment(self) -> dict:
        kept = self._kept()
        return {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "LC_ALL": "C.UTF-8",
            "HOME": "/root",
            "BORG_BASE_DIR": os.path.join(self._work, "borg", self._name),
            "BORG_REPO": self._address(),
            "BORG_RSH": " ".join(["/usr/bin/ssh", *ssh_options(kept["key"], kept["known_hosts"])]),
            "BORG_PASSCOMMAND": f"/usr/bin/cat {kept['passphrase']}",
            "BORG_RELOCATED_REPO_ACCESS_IS_OK": "yes",
            "BORG_DISPLAY_PASSPHRASE": "no",
        }

    def _address(self) -> str:
        address = self._places.get(self._name)["address"]
        host = f"[{address}]" if ":" in address else address
        return f"ssh://{self._name}@{host}/srv/backup/{self._name}/{self._places.source()['source']}"


def files_in(lines) -> list:
    """A hard link has the size of the file it leads to, as Borg tells none; 0 when that file's name is no text."""
    sizes, found = {}, []
    for line in lines:
        kind, size, names = line.split(" ", 2)
        path, source = ast.literal_eval(names)
        sizes[path] = sizes.get(source, 0) if kind == "h" else int(size)
        found.append({"type": "-" if kind == "h" else kind, "path": path, "size": sizes[path]})
    return found


def ssh_options(key: str, known_hosts: str) -> list:
    settings = {
        "IdentitiesOnly": "yes",
        "BatchMode": "yes",
        "StrictHostKeyChecking": "yes",
        "UserKnownHostsFile": known_hosts,
        "GlobalKnownHostsFile": "/dev/null",
        "HostKeyAlias": "backup",
        "ConnectTimeout": "8",
        "ServerAliveInterval": "15",
        "ServerAliveCountMax": "4",
    }
    return ["-F", "/dev/null", "-i", key, *(f"-o{name}={value}" for name, value in settings.items())]


def code_of(said: str) -> str:
    """The reason among Borg's log lines: the other end's own words first, then Borg's identifier of the error."""
    for words, code in _WORDS.items():
        if words in said:
            return code
    found = [_CODES.get(identifier) for identifier in map(identifier_of, said.splitlines())]
    return next((code for code in found if code), "failed")


def identifier_of(line: str):
    try:
        logged = json.loads(line)
    except ValueError:
        return None
    return logged.get("msgid") if isinstance(logged, dict) else None
