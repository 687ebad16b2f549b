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
from .files import replace_file
from .imap import Imap, ImapError, NoSuchMailbox
from .protocol import Refused

STATE = "/var/lib/amie-agent"
SCRIPTS = "/var/lib/amie-probe"
HEADER = "X-Amie-Probe"
DOMAIN = "store.amie.internal"
TURN = 300  # seconds a secret is handed out
REMEMBERED = 288  # secrets: a day of turns, to recognise a probe that came too late
ABANDONED = 60  # seconds after which nobody waits for a probe any more
RECENT = 50  # messages at the end of INBOX among which a probe is looked for
PAUSE = 0.008  # seconds between two looks
SESSION = 5  # seconds the session itself may cost, on top of the wait for the message

_VALUE = re.compile(rb"(?im)^X-Amie-Probe:[ \t]*([0-9a-f]{32})-([A-Za-z0-9]{8,64})\r?$")
_UID = re.compile(rb"\bUID (\d+)\b")


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
    return "\n".join(
        [
            'require ["envelope", "fileinto", "imap4flags"];',
            f'if envelope :domain :is "to" "{DOMAIN}" {{',
            f'  if header :matches "{HEADER}" [{values}] {{',
            '    addflag "\\\\Seen";',
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


def read(login: str, token: str, timeout: float, known: set) -> bool:
    """Waits for the probe, expunges exactly it and says whether it came. Also expunges probes nobody waits for."""
    give_up = time.monotonic() + timeout
    try:
        with Imap(login, give_up + SESSION) as imap:
            imap.greet()
            imap.ask("SELECT INBOX")
            wanted = await_probe(imap, token, known, give_up)
            late = [uid for uid, _ in probes_in(imap, known, f"OLDER {ABANDONED} ")]
            expunge(imap, sorted({*wanted, *late}))
            return bool(wanted)
    except (ImapError, BrokenPipeError) as error:
        code = "not-found" if isinstance(error, NoSuchMailbox) else "failed"
        raise Refused(code, str(error)) from None


def await_probe(imap: Imap, token: str, known: set, give_up: float) -> list:
    seen = -1
    while True:
        if imap.exists != seen:
            seen = imap.exists
            if found := [uid for uid, its_token in probes_in(imap, known) if its_token == token]:
                return found
        if time.monotonic() >= give_up:
            return []
        time.sleep(PAUSE)
        imap.ask("NOOP")


def probes_in(imap: Imap, known: set, criteria: str = "") -> list:
    """(UID, token) of the messages among the last ones that carry a secret of ours."""
    if imap.exists == 0:
        return []
    uids = imap.search(f'{max(1, imap.exists - RECENT)}:* {criteria}HEADER {HEADER} ""')
    if not uids:
        return []
    answers = imap.ask(f"UID FETCH {listed(uids)} (UID BODY.PEEK[HEADER.FIELDS ({HEADER})])")
    matches = [(_UID.search(line), _VALUE.search(line)) for line in answers if b" FETCH (" in line]
    return [(int(uid[1]), value[2].decode()) for uid, value in matches if uid and value and value[1].decode() in known]


def expunge(imap: Imap, uids: list) -> None:
    if uids:
        imap.ask(f"UID STORE {listed(uids)} +FLAGS.SILENT (\\Deleted)")
        imap.ask(f"UID EXPUNGE {listed(uids)}")  # RFC 4315: these and no other deleted message


def listed(uids: list) -> str:
    return ",".join(str(uid) for uid in uids)
