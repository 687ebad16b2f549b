"""Uses a site as a visitor would: HTTPS to this machine with the site's own names, answered by the site's own account."""

import errno
import hashlib
import os
import secrets
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Optional

from .. import disks
from ..files import replace_file
from ..protocol import Refused
from . import certificates, homes, places

DOOR = ("127.0.0.1", 443)
ATTEMPTS = 60
PAUSE = 0.05  # seconds; nginx takes up a new configuration a moment after it was told
# Seconds. Whoever brings sites into use holds up everybody else's changes meanwhile: one answer may take so long, one look
# at many sites so long in all, and a little more for each of them.
ANSWER = 3
DEADLINE = 8
EACH = 0.1
AT_ONCE = 8
# Less than this and the next upload fails.
FULL_KIB = 64
SLOW = "no answer in time"


def failures(specs) -> dict:
    """`{site: why}` of the sites that answer otherwise than they should.

    A slow one is none of them: its pool may be full of what visitors asked before, and a right change must not be undone for
    that. Nor is one there was no time left to ask.
    """
    until = time.monotonic() + DEADLINE + EACH * len(specs)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = pool.map(lambda spec: (spec["name"], trouble(spec, until, ATTEMPTS)), specs)
    return {name: why for name, why in found if why not in ("", SLOW)}


def trouble(spec: dict, until: float, attempts: int) -> str:
    """Why the site does not answer, or an empty text; `SLOW` when it does not until then. Leaves nothing behind."""
    try:
        leaf = certificates.fingerprint_of(certificates.leaf_of(certificates.read(certificates.choose(spec)[1])))
        token = secrets.token_hex(16)
        mark = leave_mark(spec, token)
    except (OSError, Refused) as error:
        return f"cannot be asked ({type(error).__name__})"
    try:
        expected = Expected(leaf, f"{token} {spec['name']}" if mark or spec["content"] == "php" else None)
        asked = (ask(spec, domain, token, expected, (until, attempts)) for domain in spec["domains"])
        return next((why for why in asked if why), "")
    finally:
        if mark:
            os.unlink(mark)


@dataclass(frozen=True)
class Expected:
    """Fingerprint of the certificate, and what the answer says; None when the site had no room for it."""

    leaf: str
    words: Optional[str]


def leave_mark(spec: dict, token: str):
    """A file for a site without code to be found by; None when there is code, no site, or no room."""
    if spec["content"] != "static" or spec["isSuspended"]:
        return None
    mark = f"{places.home(spec['name'])}/{homes.PROBE}/{token}"
    try:
        replace_file(mark, f"{token} {spec['name']}\n".encode(), 0o640, places.uid_of(spec["name"]))
    except OSError as error:
        if error.errno in (errno.EDQUOT, errno.ENOSPC):
            return None
        raise
    return mark


def ask(spec: dict, domain: str, token: str, expected: Expected, patience) -> str:
    """`patience` is the moment it ends, and how many attempts it has."""
    until, attempts = patience
    why = SLOW
    for attempt in range(attempts):
        left = until - time.monotonic()
        if left <= 0:
            return why
        try:
            why = visit(spec, domain, token, expected, min(left, ANSWER))
        except TimeoutError:
            return SLOW
        except (OSError, ValueError) as error:
            why = f"no HTTPS answer for {domain} ({type(error).__name__})"
        if why in ("", SLOW):
            return why
        if attempt + 1 < attempts:
            time.sleep(PAUSE)
    return why


def visit(spec: dict, domain: str, token: str, expected: Expected, seconds: float) -> str:
    """The certificate is compared, not trusted."""
    until = time.monotonic() + seconds
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with socket.create_connection(DOOR, seconds) as link:
        with context.wrap_socket(link, server_hostname=domain) as secure:
            if hashlib.sha256(secure.getpeercert(binary_form=True)).hexdigest() != expected.leaf:
                return "another certificate is shown"
            request = f"GET /.well-known/amie/{token} HTTP/1.0\r\nHost: {domain}\r\nUser-Agent: amie-probe\r\n\r\n"
            secure.sendall(request.encode("ascii"))
            head, _, body = answer_of(secure, until).partition(b"\r\n\r\n")
    return judge(spec, expected, int(head[9:12]), body.decode("ascii", "replace"))


def answer_of(link, until: float) -> bytes:
    """What is told until the end, or 16 KiB of it; however slowly it comes, not longer than that moment."""
    told = b""
    while len(told) < 16_384:
        link.settimeout(max(0.001, until - time.monotonic()))
        part = link.recv(4096)
        if not part:
            break
        told += part
    return told


def judge(spec: dict, expected: Expected, status: int, body: str) -> str:
    if spec["isSuspended"]:
        return "" if status == 503 else f"answers {status} though it is suspended"
    if expected.words is None:
        return "" if status == 404 else f"answers {status}"
    if status == 502 and is_pool_full(spec["name"]):
        return SLOW
    if status != 200:
        return f"answers {status}"
    return "" if body.strip() == expected.words else "not answered by the site's own account"


def is_pool_full(name: str) -> bool:
    """Whether PHP runs, with as many visitors in its queue as that holds."""
    with socket.socket(socket.AF_UNIX) as link:
        link.setblocking(False)
        return link.connect_ex(places.socket(name)) == errno.EAGAIN


def probe(spec: dict) -> dict:
    """Outcome of one site that is in use."""
    why = trouble(spec, time.monotonic() + DEADLINE, attempts=3)
    if why:
        return {"outcome": "broken", "detail": why}
    used, most = homes.use(spec["name"], disks.counts(places.data())) or (0, None)
    if most is not None and used + FULL_KIB >= most:
        return {"outcome": "full", "detail": "the site answers, and its disk space is used up"}
    return {"outcome": "ready", "detail": "answered by its own account"}
