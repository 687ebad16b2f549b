"""Verbs of the mail service."""

from concurrent.futures import ThreadPoolExecutor

from . import mail_meters, postfix, probe
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
        "mail.meters": Verb(mail_meters.meters),
        "mail.aside-sizes": Verb(mail_meters.aside, of_store, key="store", each=True),
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


def named(items, name: str) -> list:
    """The values of one field, each once, in the order they came. A verb about named things needs some."""
    if not items:
        raise Refused("bad-request", "this verb needs items")
    return list(dict.fromkeys(item[name] for item in items))
