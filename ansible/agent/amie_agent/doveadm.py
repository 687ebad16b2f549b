"""Dovecot's own administration service, spoken to directly: a look into a mailbox in two milliseconds.

It opens a mailbox as its owner's session would: same lookup, same storage. A `doveadm` process would do the same and cost
ten times as much to start. Protocol: "doveadm protocol" of Dovecot 2.3, over a socket that only root may use.
"""

import contextlib
import queue
import re
import socket

SOCKET = "/run/dovecot/doveadm-server"
DEADLINE = 10  # seconds for one answer
IDLE = 4  # connections kept: each holds a process of Dovecot's
MAX_ANSWER = 1 << 20
_ESCAPES = {b"1": b"\x01", b"t": b"\t", b"n": b"\n", b"r": b"\r", b"0": b"\0"}


class DoveadmError(Exception):
    """The command was not carried out, or its outcome is not known."""


class DoveadmSilent(DoveadmError):
    """No answer: whether the command was carried out is not known."""


class NoSuchMailbox(DoveadmError):
    """There is nobody of that name."""


class Doveadm:
    """Connections to the service, shared by threads: one command at a time on each."""

    def __init__(self, path: str = SOCKET):
        self._path = path
        self._idle = queue.LifoQueue(IDLE)

    def ask(self, login: str, command: str, *arguments: str) -> list:
        """Fields of the answer as bytes, in one list. Only for commands that may be carried out twice."""
        line = b"\t".join(_escaped(word) for word in ["", login, command, *arguments]) + b"\n"
        with contextlib.suppress(queue.Empty, DoveadmSilent):
            # Dovecot ends connections now and then, when it is reloaded for one: then a fresh one is asked.
            return self._ask_on(self._idle.get_nowait(), line)
        return self._ask_on(Connection(self._path), line)

    def close(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()

    def _ask_on(self, connection, line: bytes) -> list:
        try:
            content, status = connection.converse(line)
        except DoveadmSilent:
            connection.close()
            raise
        try:
            self._idle.put_nowait(connection)
        except queue.Full:
            connection.close()
        return _fields(content, status)


class Connection:
    """Raises DoveadmSilent when the other end says nothing, or not what it should."""

    def __init__(self, path: str):
        self._link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._link.settimeout(DEADLINE)
        self._lines = self._link.makefile("rb")
        try:
            self._link.connect(path)
            self._link.sendall(b"VERSION\tdoveadm-server\t1\t0\n")
            # A plus means that who may open the socket needs no password.
            if self._line() != b"+":
                raise EOFError
        except (OSError, EOFError):
            self.close()
            raise DoveadmSilent("the mail server does not answer") from None

    def converse(self, line: bytes):
        """Content and status of the answer."""
        try:
            self._link.sendall(line)
            return self._line(), self._line()
        except (OSError, EOFError):
            raise DoveadmSilent("the mail server does not answer") from None

    def close(self) -> None:
        self._lines.close()
        self._link.close()

    def _line(self) -> bytes:
        line = self._lines.readline(MAX_ANSWER)
        if not line.endswith(b"\n"):
            raise EOFError
        return line[:-1]


def _fields(content: bytes, status: bytes) -> list:
    if status == b"-NOUSER":
        raise NoSuchMailbox("no such mailbox")
    if not status.startswith(b"+"):
        raise DoveadmError("the mail server refused")
    # Every field, the last one too, ends in a tab.
    return [_unescaped(field) for field in content.split(b"\t")[:-1]]


def _escaped(word: str) -> bytes:
    if any(character in word for character in "\0\1\t\r\n"):
        raise ValueError("a control character in a command")
    return word.encode()


def _unescaped(field: bytes) -> bytes:
    return re.sub(rb"\x01([1tnr0])", lambda escape: _ESCAPES[escape[1]], field)
