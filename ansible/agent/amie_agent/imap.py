"""Just enough IMAP to read a mailbox through Dovecot itself, already signed in, over a pipe.

`doveadm exec imap` gives root the session its owner would get: same lookup, same storage, same quota; no password.
"""

import os
import re
import select
import subprocess
import time

_LITERAL = re.compile(rb"\{(\d+)\}\r\n$")
_EXISTS = re.compile(rb"\* (\d+) EXISTS\r\n")
COMMAND = ("/usr/bin/doveadm", "exec", "imap", "-u")
MAX_ANSWER = 1 << 20


class ImapError(Exception):
    """The session did not do what was asked."""


class EndOfSession(ImapError):
    """The other end hung up."""


class NoSuchMailbox(ImapError):
    """There is nobody of that name."""


class Imap:
    """A session of `login`. Every read ends at `deadline` (monotonic seconds) with ImapError."""

    def __init__(self, login: str, deadline: float):
        self._deadline = deadline
        self._pending = b""
        self._count = 0
        self.exists = 0
        self._session = subprocess.Popen(
            [*COMMAND, login],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        # Closing its input ends the session; waiting for its goodbye would cost the caller time for nothing.
        self._session.stdin.close()
        self._session.stdout.close()
        self._session.stderr.close()
        try:
            self._session.wait(0.5)
        except subprocess.TimeoutExpired:
            self._session.kill()
            self._session.wait()

    def greet(self) -> None:
        try:
            if not self._line().startswith(b"* PREAUTH"):
                raise ImapError("not signed in")
        except EndOfSession:
            # Read only once the other end has closed it, so it cannot keep us waiting.
            if b"Unknown user" in self._session.stderr.read(4096):
                raise NoSuchMailbox("no such mailbox") from None
            raise

    def ask(self, command: str) -> list:
        """Sends one command; its untagged answers as bytes, literals joined in. Raises when the answer is not OK."""
        self._count += 1
        tag = f"a{self._count}"
        self._session.stdin.write(f"{tag} {command}\r\n".encode())
        answers = []
        while not (line := self._line()).startswith(f"{tag} ".encode()):
            answers.append(line)
            if seen := _EXISTS.fullmatch(line):
                self.exists = int(seen[1])
        if not line.startswith(f"{tag} OK".encode()):
            raise ImapError("refused")
        return answers

    def search(self, criteria: str) -> list:
        """UIDs, lowest first."""
        found = [line for line in self.ask(f"UID SEARCH {criteria}") if line.startswith(b"* SEARCH")]
        return sorted(int(uid) for line in found for uid in line.split()[2:] if uid.isdigit())

    def _line(self) -> bytes:
        """One logical line: a literal belongs to the line that announces it."""
        line = self._until(lambda pending: pending.find(b"\r\n") + 2 if b"\r\n" in pending else 0)
        while literal := _LITERAL.search(line):
            wanted = int(literal[1])
            line += self._until(lambda pending: wanted if len(pending) >= wanted else 0) if wanted else b""
            line += self._until(lambda pending: pending.find(b"\r\n") + 2 if b"\r\n" in pending else 0)
        return line

    def _until(self, length_of) -> bytes:
        while not (length := length_of(self._pending)):
            if len(self._pending) > MAX_ANSWER:
                raise ImapError("answer too long")
            self._pending += self._read()
        taken, self._pending = self._pending[:length], self._pending[length:]
        return taken

    def _read(self) -> bytes:
        left = self._deadline - time.monotonic()
        if left <= 0 or not select.select([self._session.stdout], [], [], left)[0]:
            raise ImapError("too slow")
        if not (read := os.read(self._session.stdout.fileno(), 65536)):
            raise EndOfSession("the session ended")
        return read
