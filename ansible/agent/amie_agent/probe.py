"""The probe of a mailbox: a message that proves delivery and reading, and leaves nothing behind.

A message is a probe when it was sent to the internal domain of stores, which only the platform reaches, and carries a
secret of the last minutes. A script ahead of every owner's rules files it, seen, into INBOX and stops there.
"""

import contextlib
import fcntl
import grp
import json
import os
import re
import secrets
import time

from .commands import run
from .doveadm import Doveadm, DoveadmError, NoSuchMailbox
from .files import replace_file
from .protocol import Refused

STATE = "/var/lib/amie-agent"
SCRIPTS = "/var/lib/amie-probe"
HEADER = "X-Amie-Probe"
DOMAIN = "store.amie.internal"
TURN = 300  # seconds a secret is handed out
REMEMBERED = 288  # secrets: a day of turns, to recognise a probe that came too late
ABANDONED = 60  # seconds after which nobody waits for a probe any more
PAUSES = (0.01, 0.01, 0.015, 0.02, 0.03, 0.04)  # seconds between two looks; the last one again and again

# Flags that no message of a person's has all at once: Dovecot finds them in its index and opens no other message.
# Deleted also means that whatever is left behind is not shown, and goes with the owner's next expunge.
FLAGS = ("Seen", "Deleted", "Draft")
_VALUE = re.compile(rb"([0-9a-f]{32})-([A-Za-z0-9]{8,64})")


class Tickets:
    """The secrets: made, remembered, compiled into the script."""

    def __init__(self, state: str = STATE, scripts: str = SCRIPTS, group: str = "vmail"):
        self._file = os.path.join(state, "probe.json")
        self._lock = os.path.join(state, "probe.lock")
        self._script = os.path.join(scripts, "probe.sieve")
        self._group = group

    def current(self) -> str:
        """A secret good for at least one more turn; makes and compiles a new one when the last has served its turn."""
        with self._alone():
            kept = self._kept()
            if not kept or not 0 <= time.time() - kept[0]["made"] < TURN:
                fresh = {"secret": secrets.token_hex(16), "made": int(time.time())}
                kept = [fresh, *kept][:REMEMBERED]
                replace_file(self._file, json.dumps(kept).encode(), 0o600)
            self._publish([ticket["secret"] for ticket in kept[:2]])
            return kept[0]["secret"]

    def known(self) -> set:
        return {ticket["secret"] for ticket in self._kept()}

    def _kept(self) -> list:
        try:
            with open(self._file, "rb") as file:
                return json.load(file)
        except FileNotFoundError:
            return []

    def _publish(self, accepted) -> None:
        """Puts the script and its compiled form in place unless they already are."""
        text = script(accepted).encode()
        compiled = self._script.replace(".sieve", ".svbin")
        if os.path.exists(compiled) and content_of(self._script) == text:
            return
        group = grp.getgrnam(self._group).gr_gid
        with contextlib.suppress(FileNotFoundError):
            os.unlink(compiled)
        replace_file(self._script, text, 0o640, group)
        # The delivery takes the compiled form only if it is the younger one.
        os.utime(self._script, (time.time() - 10, time.time() - 10))
        fresh = f"{compiled}.{secrets.token_hex(4)}"
        done = run(["/usr/bin/sievec", self._script, fresh])
        if done.returncode != 0:
            raise Refused("failed", "the probe's script does not compile")
        os.chown(fresh, 0, group)
        os.chmod(fresh, 0o640)
        os.rename(fresh, compiled)

    @contextlib.contextmanager
    def _alone(self):
        lock = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def content_of(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""


def script(accepted) -> str:
    values = ", ".join(f'"{secret}-*"' for secret in accepted)
    flags = ", ".join(f'"\\\\{flag}"' for flag in FLAGS)
    return "\n".join(
        [
            'require ["envelope", "fileinto", "imap4flags"];',
            f'if envelope :domain :is "to" "{DOMAIN}" {{',
            f'  if header :matches "{HEADER}" [{values}] {{',
            f"    addflag [{flags}];",
            '    fileinto "INBOX";',
            "  } else {",
            "    # Too late for anyone to read and remove it: better lost than left in somebody's mailbox.",
            "    discard;",
            "  }",
            "  stop;",
            "}",
            "",
        ]
    )


def read(doveadm: Doveadm, login: str, token: str, timeout: float, known: set) -> bool:
    """Waits for the probe, expunges exactly it and says whether it came. Also expunges probes nobody waits for."""
    try:
        probes = await_probe(doveadm, login, token, known, time.monotonic() + timeout)
        is_found = any(its_token == token for _, _, its_token in probes)
        abandoned = time.time() - ABANDONED
        for uid, saved, its_token in probes:
            if its_token == token or saved < abandoned:
                doveadm.ask(login, "expunge", "mailbox", "INBOX", "uid", str(uid))
        return is_found
    except NoSuchMailbox as error:
        raise Refused("not-found", str(error)) from None
    except DoveadmError as error:
        raise Refused("failed", str(error)) from None


def await_probe(doveadm: Doveadm, login: str, token: str, known: set, give_up: float) -> list:
    pauses = list(PAUSES)
    while True:
        probes = probes_in(doveadm, login, known)
        if any(its_token == token for _, _, its_token in probes) or time.monotonic() >= give_up:
            return probes
        time.sleep(pauses.pop(0) if len(pauses) > 1 else pauses[0])


def probes_in(doveadm: Doveadm, login: str, known: set) -> list:
    """(UID, time saved, token) of the messages that carry the flags of a probe and a secret of ours."""
    wanted = "uid date.saved.unixtime hdr." + HEADER.lower()
    flags = [flag.lower() for flag in FLAGS]
    fields = doveadm.ask(login, "fetch", wanted, "mailbox", "INBOX", *flags, "header", HEADER, "")
    if len(fields) % 3:
        raise DoveadmError("the mail server answers something else")
    found = []
    for uid, saved, value in zip(fields[0::3], fields[1::3], fields[2::3]):
        parts = _VALUE.fullmatch(value)
        if parts and parts[1].decode() in known:
            found.append((int(uid), int(saved), parts[2].decode()))
    return found
