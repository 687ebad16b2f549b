"""What a backup server does by itself every evening: keeps the day, and gives back the room of what sources forgot.

A source can only add, and what it deletes stays in the journal until a compaction. Compacting makes deletions real, so
each day's state is kept first, read-only and root's, for a month: whoever steals a source's key, or the worker's, has
that long to be noticed. No request of the platform's reaches any of this; a file in `stop` holds the compaction back.
"""

import contextlib
import json
import os
import syslog
import time
from datetime import date, timedelta

from .. import disks
from ..commands import run
from ..files import open_folder
from ..protocol import Refused
from .accounts import Accounts
from .activity import DAY
from .maildir import exchange
from .stops import STOPS, is_stopped
from .volumes import PATIENCE, ROOT, Volumes

SETTINGS = "/etc/amie-backup/server.json"
NEVER_FEWER = 7  # days kept whatever the clock says
SUNDAY = 6
COMPACT_DEADLINE = 6 * 3600  # seconds


class Keeper:
    def __init__(self, volumes=None, accounts=None, root=ROOT, stops=STOPS, kept_days=None, today=None):
        self._volumes = volumes or Volumes(root)
        self._accounts = accounts or Accounts()
        self._root = root
        self._stops = stops
        self._days = kept_days or settings()["keptDays"]
        self._today = today or date.today()

    def carry_out(self) -> list:
        """Every repository in use; names of those for which something went wrong, which stop no other."""
        return [name for name in sorted(self._volumes.names()) if self._volumes.is_open(name) and not self._keep(name)]

    def bring_back(self, name: str, day: str) -> None:
        """By root's own hand: the repository is again as it was that evening; what it had become is kept beside. The copy
        stands whole, with the limit, before the two change places at once: there is a repository at every moment."""
        if not DAY.fullmatch(day) or not os.path.isdir(os.path.join(self._folder(name), day)):
            raise Refused("not-found", f"that day was not kept: {', '.join(sorted(os.listdir(self._folder(name))))}")
        account = self._accounts.find(name, self._volumes.path(name))
        if not account:
            raise Refused("failed", "the repository has no account")
        way, kept = self._way(), f"replaced-{int(time.time())}"
        way.bring_back(os.path.join(self._folder(name), day), os.path.join(self._folder(name), kept), *account)
        with opened(self._folder(name)) as folder, opened(self._root) as root:
            self._limit(way, folder, kept, account[0], self._volumes.sizes(name)[1])
            self._accounts.end_sessions(account[0])
            exchange(kept, folder, name, root)
            os.fsync(folder)
        # Whatever was replaced, by a run that was cut short too.
        for one in os.listdir(self._folder(name)):
            if one.startswith("replaced-"):
                way.retire(os.path.join(self._folder(name), one))

    def _keep(self, name: str) -> bool:
        try:
            self._keep_day(name)
            if self._today.weekday() == SUNDAY:
                self.compact(name)
            self._forget_days(name)
            return True
        except Exception as error:
            syslog.syslog(syslog.LOG_ERR, f"{name} was not kept: {type(error).__name__}")
            return False

    def _keep_day(self, name: str) -> None:
        folder = self._folder(name)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        copy = os.path.join(folder, self._today.isoformat())
        if not os.path.lexists(copy):
            self._snapshot(self._volumes.path(name), copy)

    def _forget_days(self, name: str) -> None:
        days = sorted(day for day in os.listdir(self._folder(name)) if DAY.fullmatch(day))
        first = (self._today - timedelta(days=self._days)).isoformat()
        for day in days[:-NEVER_FEWER]:
            if day < first:
                self._delete(self._folder(name), day)

    def compact(self, name: str) -> None:
        """As the repository's own account: what it left there is read by nobody else. Nothing while somebody stops it."""
        if is_stopped(self._stops, name):
            return
        home = self._volumes.path(name)
        account = self._accounts.find(name, home)
        for source in sorted(os.listdir(home)) if account else []:
            repository = os.path.join(home, source)
            if os.path.exists(os.path.join(repository, "config")):
                as_account(account, ["config", repository, "append_only", "0"])
                try:
                    as_account(account, ["compact", repository])
                finally:
                    as_account(account, ["config", repository, "append_only", "1"])

    def _snapshot(self, source: str, target: str) -> None:
        self._way().keep(source, target)

    def _delete(self, folder: str, day: str) -> None:
        with opened(folder) as parent:
            disks.way_of(parent).erase(parent, day, patience=PATIENCE)

    def _limit(self, way, folder: int, name: str, account: int, size) -> None:
        if size is not None:
            with opened(name, folder) as tree:
                way.limit(tree, account, size // 1024)

    def _way(self):
        return disks.way_at(self._root)

    def _folder(self, name: str) -> str:
        return os.path.join(self._root, ".kept", name)


@contextlib.contextmanager
def opened(name: str, folder=None):
    descriptor = open_folder(name, folder)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def as_account(account, words) -> None:
    owner, group = account
    argv = ["/usr/bin/setpriv", f"--reuid={owner}", f"--regid={group}", "--clear-groups", "--no-new-privs"]
    # Borg wants somewhere to write its own things; nothing of them is needed afterwards.
    places = ["/usr/bin/env", "-i", "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", f"BORG_BASE_DIR=/tmp/amie-backup-{owner}"]
    if run([*argv, *places, "/usr/bin/borg", *words], deadline=COMPACT_DEADLINE).returncode not in (0, 1):
        raise Refused("failed", f"borg {words[0]} was refused")


def settings() -> dict:
    with open(SETTINGS, "rb") as file:
        return json.load(file)


def main() -> int:
    started = time.monotonic()
    failed = Keeper().carry_out()
    syslog.syslog(f"repositories kept in {time.monotonic() - started:.1f} s, {len(failed)} failed")
    return 1 if failed else 0
