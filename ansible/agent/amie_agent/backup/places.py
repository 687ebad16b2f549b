"""Where a source keeps what it needs to reach a repository, and what never leaves it: key and passphrase, root-only."""

import os
import secrets

from ..commands import run
from ..files import replace_file, sync_folder
from ..protocol import Refused
from .records import Records

KEPT = "/etc/amie-backup"
KEYGEN = "/usr/bin/ssh-keygen"
AGE = "/usr/bin/age"
DEADLINE = 10  # seconds


class Places:
    def __init__(self, kept: str = KEPT):
        self._kept = kept
        self._root = os.path.join(kept, "repositories")

    def names(self) -> list:
        return sorted(name for name in os.listdir(self._root) if self._records(name).find("place"))

    def file(self, name: str, what: str) -> str:
        return os.path.join(self._root, name, what)

    def get(self, name: str) -> dict:
        """Address, host key and turn; refuses with not-found before `prepare`."""
        place = self._records(name).find("place")
        if place is None:
            raise Refused("not-found", "this source was not prepared for the repository")
        return place

    def source(self) -> dict:
        """What Ansible says of this source: its name, and how many archives of each age stay."""
        return Records(self._kept).find("source") or {}

    def look(self, name: str) -> dict:
        place = self.get(name)
        sealed = read(self.file(name, "sealed"))
        public_key = " ".join(read(self.file(name, "key.pub")).split()[:2])
        return {"turn": place["turn"], "publicKey": public_key, "sealed": sealed, "escrowKey": place["escrowKey"]}

    def prepare(self, item: dict) -> dict:
        """Makes what is missing, and a new key when the turn is higher. A passphrase is made once, and for good."""
        name = item["name"]
        self._refuse_stranger(item["hostKey"])
        place = self._records(name).find("place") or {"turn": -1, "escrowKey": None}
        os.makedirs(self.file(name, ""), mode=0o700, exist_ok=True)
        self._keep_passphrase(name)
        if item["turn"] > place["turn"] or read(self.file(name, "key.pub")) is None:
            self._make_key(name)
        turn = max(item["turn"], place["turn"])
        # A known file of this one alone: whatever it is called and wherever it stands, this is its key.
        replace_file(self.file(name, "known_hosts"), f"backup {item['hostKey']}\n".encode(), 0o600)
        escrow_key = place["escrowKey"] or item["escrowKey"]
        if escrow_key and place["escrowKey"] is None:
            self.seal(name, escrow_key)
        self._records(name).put("place", {"address": item["address"], "turn": turn, "escrowKey": escrow_key})
        return {key: value for key, value in self.look(name).items() if key != "sealed"}

    def seal(self, name: str, escrow_key: str) -> None:
        """A copy of the passphrase that only the member's own key opens."""
        given = read(self.file(name, "passphrase"))
        done = run([AGE, "--encrypt", "--armor", "--recipient", escrow_key], f"{given}\n", DEADLINE)
        if done.returncode != 0:
            raise Refused("bad-value", "not an escrow key")
        replace_file(self.file(name, "sealed"), done.stdout.encode(), 0o600)

    def reseal(self, name: str, escrow_key: str) -> None:
        """For root on this server alone: a worker that could do this would hold every passphrase."""
        self.seal(name, escrow_key)
        self._records(name).put("place", {**self.get(name), "escrowKey": escrow_key})

    def _keep_passphrase(self, name: str) -> None:
        if not read(self.file(name, "passphrase")):
            replace_file(self.file(name, "passphrase"), secrets.token_hex(32).encode(), 0o600)

    def _make_key(self, name: str) -> None:
        fresh = self.file(name, "key.new")
        for leftover in (fresh, f"{fresh}.pub"):
            if os.path.exists(leftover):
                os.unlink(leftover)
        done = run([KEYGEN, "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", fresh], deadline=DEADLINE)
        if done.returncode != 0:
            raise Refused("failed", "no key was made")
        os.rename(f"{fresh}.pub", self.file(name, "key.pub"))
        os.rename(fresh, self.file(name, "key"))
        sync_folder(self.file(name, ""))

    def _refuse_stranger(self, host_key: str) -> None:
        pinned = read(os.path.join(self._kept, "known-hosts")) or ""
        if host_key not in pinned.splitlines():
            raise Refused("bad-value", "not the host key of one of our backup servers")

    def _records(self, name: str) -> Records:
        return Records(self.file(name, ""))


def read(path: str):
    """Text of a small file, or None when there is none."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None
