"""Verbs of the mail service."""

import tempfile
from concurrent.futures import ThreadPoolExecutor

from . import postfix, probe
from .commands import run
from .doveadm import Doveadm
from .protocol import AT_ONCE, Refused, Verb
from .stores import Stores
from .values import parse_address, parse_domain, parse_store, parse_timeout, parse_token

DOVEADM = "/usr/bin/doveadm"
NO_USER = 67  # sysexits: the mailbox is not known
NOBODY = 68  # doveadm kick: nobody of that name was connected


def verbs(stores: Stores = None, tickets: probe.Tickets = None) -> dict:
    stores = stores or Stores()
    tickets = tickets or probe.Tickets()
    doveadm = Doveadm()
    of_store = {"store": parse_store}

    def moves(act):
        return Verb(lambda item: {"state": act(item["store"])}, of_store, key="store", each=True, writes=True)

    def states(items):
        seen = stores.states(None if items is None else [item["store"] for item in items])
        return {"items": [{"key": store, "ok": True, "store": store, "state": seen[store]} for store in sorted(seen)]}

    def read(item):
        return {"found": probe.read(doveadm, item["login"], item["token"], item["timeoutMs"], tickets.known())}

    return {
        "mail.stores": Verb(states, of_store),
        "mail.set-aside": moves(stores.set_aside),
        "mail.restore": moves(stores.restore),
        "mail.purge": moves(stores.purge),
        "mail.end-sign-ins": Verb(end_sign_ins, {"login": parse_address}, writes=True),
        "mail.probe-ticket": Verb(lambda _items: {"secret": tickets.current()}),
        "mail.probe-read": Verb(
            read, {"login": parse_address, "token": parse_token, "timeoutMs": parse_timeout}, key="login", each=True
        ),
        "mail.resolve": Verb(resolve, {"address": parse_address}),
        "mail.accepts": Verb(accepts, {"domain": parse_domain}),
        "mail.quota": Verb(quota, {"login": parse_address}),
    }


def end_sign_ins(items) -> dict:
    """Forgets cached passwords and ends open connections, so that a suspended person is out at once."""
    logins = named(items, "login")
    flushed = run([DOVEADM, "auth", "cache", "flush", "--", *logins])
    if flushed.returncode != 0:
        raise Refused("failed", "the cache of sign-ins was not flushed")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return {"items": list(pool.map(kick, logins))}


def kick(login: str) -> dict:
    status = run([DOVEADM, "kick", "--", login]).returncode
    if status in (0, NOBODY):
        return {"key": login, "ok": True}
    return {"key": login, "ok": False, "code": "failed", "detail": "the connections were not ended"}


def resolve(items) -> dict:
    targets = postfix.resolve(named(items, "address"))
    return {"items": [{"key": address, "ok": True, "targets": targets[address]} for address in targets]}


def accepts(items) -> dict:
    """Whether mail for a domain is let in."""
    domains = named(items, "domain")
    ours = postfix.look_up("domains", domains)
    return {"items": [{"key": domain, "ok": True, "accepted": domain in ours} for domain in domains]}


def quota(items) -> dict:
    """Use in KiB, limit in KiB or null, and number of messages; of the mailboxes named, or of all of them."""
    logins = None if items is None else named(items, "login")
    used = quota_of_all() if logins is None else quota_of(logins)
    missing = [login for login in logins or [] if login not in used]
    return {
        "items": [{"key": login, "ok": True, **figures} for login, figures in sorted(used.items())]
        + [{"key": login, "ok": False, "code": "not-found"} for login in missing]
    }


def quota_of_all() -> dict:
    done = run([DOVEADM, "-f", "tab", "quota", "get", "-A"], deadline=300)
    if done.returncode != 0:
        raise Refused("failed", "not every mailbox could be read")
    return figures_in(done.stdout)


def quota_of(logins) -> dict:
    with tempfile.NamedTemporaryFile("w", dir="/run") as file:
        file.write("".join(f"{login}\n" for login in logins))
        file.flush()
        done = run([DOVEADM, "-f", "tab", "quota", "get", "-F", file.name], deadline=300)
    if done.returncode not in (0, NO_USER):
        raise Refused("failed", "not every mailbox could be read")
    return figures_in(done.stdout)


def figures_in(table: str) -> dict:
    used = {}
    for line in table.splitlines()[1:]:
        login, _quota, kind, value, limit = line.split("\t")[:5]
        figures = used.setdefault(login, {"usedKib": 0, "limitKib": None, "messages": 0})
        if kind == "STORAGE":
            figures.update(usedKib=int(value), limitKib=int(limit) if limit.isdigit() else None)
        elif kind == "MESSAGE":
            figures["messages"] = int(value)
    return used


def named(items, name: str) -> list:
    """The values of one field, each once, in the order they came. A verb about named things needs some."""
    if not items:
        raise Refused("bad-request", "this verb needs items")
    return list(dict.fromkeys(item[name] for item in items))
