"""Keeps the certificates of all sites fresh: asks for those that are missing or end soon, then reloads nginx once.

Started when the agent wants it, and by a timer. What the authority refused is asked again later and later.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time

from ..files import replace_file
from ..protocol import Refused
from . import certificates, places, sites, trees
from .states import States, lock

ACCOUNT = "amie-acme"
DEADLINE = 120  # seconds for all: one name that never gets an answer must not hold the others
FIRST_WAIT = 600
LONGEST_WAIT = 12 * 3600
AUTHORITY = "/etc/amie-web/acme-authority.pem"


def main() -> None:
    """Ends as soon as nobody wishes for more: a wish that came between the last look and the end would wait."""
    work()
    while os.path.exists(places.CERTIFY_WANTED):
        work()
    os._exit(0)


def work() -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(places.CERTIFY_WANTED)
    states = States()
    due = [spec for spec in in_use(states) if certificates.needs_authority(spec) and is_due(spec)]
    if not due:
        return
    done = ask(due)
    with lock():
        kept = [spec for spec in due if keep(spec, done.get(spec["name"], {"problem": "authority-silent"}))]
        show(states, kept)
    print(f"certificates: {len(kept)} of {len(due)}", file=sys.stderr, flush=True)


def show(states: States, kept) -> None:
    """Nginx reads the new certificates, in one reload."""
    texts = {spec["name"]: sites.text_of(spec) for spec in latest(states, kept)}
    if any(text != trees.current(name) for name, text in texts.items()):
        trees.install(texts)
    elif texts:
        trees.reload()


def in_use(states: States) -> list:
    found = [states.read("site", name) for name in states.names("site")]
    return [state["spec"] for state in found if state and not state["isAside"]]


def latest(states: States, specs) -> list:
    """The specs as they are now: a site may have changed, or gone, while the authority was asked."""
    names = {spec["name"] for spec in specs}
    return [spec for spec in in_use(states) if spec["name"] in names]


def ask(specs) -> dict:
    """`{name: {chain} or {problem}}`, for those decided in time."""
    with tempfile.TemporaryDirectory(dir="/run") as folder:
        os.chmod(folder, 0o755)
        requests = {}
        for spec in specs:
            requests[spec["name"]] = f"{folder}/{spec['name']}.csr"
            request = certificates.request(spec["name"], spec["domains"])
            replace_file(requests[spec["name"]], request.encode(), 0o644)
        return converse(
            {
                "directory": places.server()["acmeDirectory"],
                "key": f"{places.ACME}/account.key",
                "challenges": f"{places.ACME}/challenges",
                "requests": requests,
            }
        )


def converse(document: dict) -> dict:
    """The talk with the authority, by an account that can write its challenges and read its own key, and nothing else."""
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": places.ACME}
    if os.path.exists(AUTHORITY):
        environment["SSL_CERT_FILE"] = AUTHORITY
    program = os.path.join(os.path.dirname(__file__), "acme.py")
    child = subprocess.Popen(
        ["/usr/bin/python3", "-I", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
        user=ACCOUNT,
        group=ACCOUNT,
        extra_groups=[],
        umask=0o027,
        cwd="/",
    )
    timer = threading.Timer(DEADLINE, child.kill)
    timer.start()
    answers = {}
    try:
        with contextlib.suppress(BrokenPipeError):
            child.stdin.write(json.dumps(document))
            child.stdin.close()
        for line in child.stdout:
            with contextlib.suppress(ValueError, KeyError, TypeError):
                answer = json.loads(line)
                answers[answer["name"]] = answer
    finally:
        timer.cancel()
        child.kill()
        child.wait()
    return answers


def keep(spec: dict, answer: dict) -> bool:
    name = spec["name"]
    if not isinstance(answer.get("chain"), str):
        note(name, str(answer.get("problem", "authority-refused")), spec["domains"])
        return False
    try:
        certificates.keep_acme(name, answer["chain"], spec["domains"])
    except Refused:
        note(name, "authority-refused", spec["domains"])
        return False
    with contextlib.suppress(FileNotFoundError):
        os.unlink(_note(name))
    return True


def note(name: str, problem: str, domains) -> None:
    """Remembers a refusal; the wait doubles each time, and starts anew when the names change."""
    former = noted(name)
    count = former["count"] + 1 if former and former["domains"] == domains else 1
    text = json.dumps({"problem": problem, "domains": domains, "count": count, "at": int(time.time())})
    replace_file(_note(name), text.encode(), 0o600)


def noted(name: str):
    try:
        with open(_note(name), "rb") as file:
            return json.load(file)
    except FileNotFoundError:
        return None


def is_due(spec: dict) -> bool:
    former = noted(spec["name"])
    if former is None or former["domains"] != spec["domains"]:
        return True
    return time.time() >= former["at"] + min(LONGEST_WAIT, FIRST_WAIT * 2 ** (former["count"] - 1))


def _note(name: str) -> str:
    return f"{places.certificates(name)}/problem.json"
