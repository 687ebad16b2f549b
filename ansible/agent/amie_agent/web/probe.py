"""Uses a site as a visitor would: HTTPS to this machine with the site's own names, answered by the site's own account."""

import errno
import hashlib
import http.client
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
from . import certificates, homes, places

ATTEMPTS = 60
PAUSE = 0.05  # seconds; nginx takes up a new configuration a moment after it was told
DEADLINE = 5
AT_ONCE = 8
# Less than this and the next upload fails.
FULL_KIB = 64


def failures(specs) -> dict:
    """`{site: why}` of the sites that do not answer as they should."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = pool.map(lambda spec: (spec["name"], trouble(spec)), specs)
    return {name: why for name, why in found if why}


def trouble(spec: dict, attempts: int = ATTEMPTS) -> str:
    """Why the site does not answer, or an empty text. Leaves nothing behind."""
    leaf = certificates.fingerprint_of(certificates.leaf_of(certificates.read(certificates.choose(spec)[1])))
    token = secrets.token_hex(16)
    mark = leave_mark(spec, token)
    try:
        expected = Expected(leaf, f"{token} {spec['name']}" if mark or spec["content"] == "php" else None)
        return next((why for domain in spec["domains"] if (why := ask(spec, domain, token, expected, attempts))), "")
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


def ask(spec: dict, domain: str, token: str, expected: Expected, attempts: int) -> str:
    why = ""
    for attempt in range(attempts):
        try:
            why = judge(spec, expected, *get(domain, f"/.well-known/amie/{token}"))
        except (OSError, http.client.HTTPException) as error:
            why = f"no HTTPS answer for {domain} ({type(error).__name__})"
        if not why:
            return ""
        if attempt + 1 < attempts:
            time.sleep(PAUSE)
    return why


def judge(spec: dict, expected: Expected, seen: str, status: int, body: str) -> str:
    if seen != expected.leaf:
        return "another certificate is shown"
    if spec["isSuspended"]:
        return "" if status == 503 else f"answers {status} though it is suspended"
    if expected.words is None:
        return "" if status == 404 else f"answers {status}"
    if status != 200:
        return f"answers {status}"
    return "" if body.strip() == expected.words else "not answered by the site's own account"


def get(domain: str, path: str):
    """(fingerprint of the certificate shown, status, body). The certificate is compared, not trusted."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", 443), DEADLINE) as link:
        with context.wrap_socket(link, server_hostname=domain) as secure:
            seen = hashlib.sha256(secure.getpeercert(binary_form=True)).hexdigest()
            request = f"GET {path} HTTP/1.0\r\nHost: {domain}\r\nUser-Agent: amie-probe\r\n\r\n"
            secure.sendall(request.encode("ascii"))
            answer = http.client.HTTPResponse(secure)
            answer.begin()
            return seen, answer.status, answer.read(4096).decode("ascii", "replace")


def probe(spec: dict) -> dict:
    """Outcome of one site that is in use."""
    why = trouble(spec, attempts=3)
    if why:
        return {"outcome": "broken", "detail": why}
    used, most = homes.use(spec["name"], disks.counts(places.data())) or (0, None)
    if most is not None and used + FULL_KIB >= most:
        return {"outcome": "full", "detail": "the site answers, and its disk space is used up"}
    return {"outcome": "ready", "detail": "answered by its own account"}
