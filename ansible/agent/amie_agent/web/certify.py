"""Keeps the certificates of all sites fresh: asks for those that are missing or end soon, then reloads nginx once.

Started when the agent wants it, and by a timer. A name the authority blames is left out and the others are asked for
without it. What was refused is asked again later and later.
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
ALL_ORDERS = 300  # seconds in which orders without the names that were blamed are still begun
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
    specs = [state["spec"] for state in in_use(states)]
    unseen = those(specs, lambda spec: not is_shown(spec))
    if unseen or not trees.is_read():
        with lock():
            show(states, unseen)
    due = those(specs, lambda spec: certificates.needs_authority(spec) and is_due(spec))
    orders = {spec["name"]: (spec, spec["domains"]) for spec in due}
    until = time.monotonic() + ALL_ORDERS
    while orders and time.monotonic() < until:
        orders = carry_out(states, orders)


def carry_out(states: States, orders: dict) -> dict:
    """One order per site, all at once. Returns those to give instead, without the name that was blamed."""
    answers = ask(orders)
    with lock():
        kept = those([spec for spec, _domains in orders.values()], lambda spec: keep(*orders[spec["name"]], answers[spec["name"]]))
        if kept:
            show(states, kept)
    print(f"certificates: {len(kept)} of {len(orders)}", file=sys.stderr, flush=True)
    narrower = {name: (spec, without(domains, answers[name])) for name, (spec, domains) in orders.items()}
    return {
        name: (spec, rest)
        for name, (spec, rest) in narrower.items()
        if 0 < len(rest) < len(orders[name][1]) and not certificates.is_fresh(name, rest)
    }


def without(domains, answer: dict) -> list:
    return [domain for domain in domains if domain != answer.get("domain")]


def those(specs, is_so) -> list:
    """Specs of which it is so. A site that cannot be judged, because something of it is gone, holds up no other."""
    found = []
    for spec in specs:
        try:
            if is_so(spec):
                found.append(spec)
        except (Refused, OSError) as error:
            print(f"certificates: {spec['name']} is passed over ({type(error).__name__})", file=sys.stderr, flush=True)
    return found


def is_shown(spec: dict) -> bool:
    """Whether nginx is told of the certificate that is the best one now; a run may have been cut short before."""
    text = trees.current(spec["name"])
    return text is None or f" {certificates.choose(spec)[1]};" in text


def show(states: States, specs) -> None:
    """Nginx reads the new certificates, in one reload; of the sites as they are now, after the authority was asked."""
    names = {spec["name"] for spec in specs}
    trees.install({state["spec"]["name"]: sites.text_of(state) for state in in_use(states) if state["spec"]["name"] in names})


def in_use(states: States) -> list:
    found = [states.read("site", name) for name in states.names("site")]
    return [state for state in found if state and not state["isAside"]]


def ask(orders: dict) -> dict:
    """`{name: {chain} or {problem}}` of each."""
    answers = {name: {"problem": "authority-silent"} for name in orders}
    with tempfile.TemporaryDirectory(dir="/run") as folder:
        os.chmod(folder, 0o755)
        requests = {}
        for name, (_spec, domains) in orders.items():
            try:
                request = certificates.request(name, domains)
            except Refused:
                answers[name] = {"problem": "key-missing"}
                continue
            requests[name] = f"{folder}/{name}.csr"
            replace_file(requests[name], request.encode(), 0o644)
        said = converse(
            {
                "directory": places.server()["acmeDirectory"],
                "key": f"{places.ACME}/account.key",
                "challenges": f"{places.ACME}/challenges",
                "requests": requests,
            }
        )
    return {name: said.get(name, answers[name]) for name in orders}


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


def keep(spec: dict, domains, answer: dict) -> bool:
    """Whether a certificate for these of its names is in place now; what was blamed before stays noted."""
    name = spec["name"]
    try:
        if not isinstance(answer.get("chain"), str):
            raise Refused("failed", "no certificate was given")
        trees.forget_read()
        certificates.keep_acme(name, answer["chain"], domains)
    except Refused:
        note(spec, domains, answer)
        return False
    if len(domains) == len(spec["domains"]):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(_note(name))
    return True


def note(spec: dict, domains, answer: dict) -> None:
    """Remembers a refusal; the wait doubles with each run, and starts anew when the names change."""
    former = noted(spec["name"])
    count = former["count"] if former and former["domains"] == spec["domains"] else 0
    is_first = len(domains) == len(spec["domains"]) or count == 0
    rest = without(domains, answer)
    told = {
        "problem": str(answer.get("problem", "authority-refused")),
        "left": [domain for domain in spec["domains"] if domain not in rest],
        "domains": spec["domains"],
        "count": count + 1 if is_first else count,
        "at": int(time.time()),
    }
    replace_file(_note(spec["name"]), json.dumps(told).encode(), 0o600)


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
