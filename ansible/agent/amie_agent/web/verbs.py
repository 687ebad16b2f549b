"""The table of the web service's verbs: each item is parsed, fenced and answered on its own."""

import os
import syslog
from concurrent.futures import ThreadPoolExecutor

from .. import disks
from .. import tree_total
from ..protocol import Refused, Verb
from ..told import told
from ..values import BadValue
from . import grammar, homes, logs, look, meters, places, probe, units
from .access import Accesses
from .databases import Databases
from .sites import Sites
from .states import States, lock

AT_ONCE = 4


def verbs() -> dict:
    web = Web()
    thing = {"kind": raw, "name": raw}
    at_generation = {**thing, "generation": raw}
    whole = {**at_generation, "spec": raw, "secret": raw}
    log = {"name": grammar.parse_site_name, "log": grammar.one_of("access", "error"), "maxBytes": parse_size}
    log |= {"before": grammar.or_none(logs.parse_place), "after": grammar.or_none(logs.parse_after)}
    table = {
        "web.names": Verb(web.names),
        "web.look": Verb(web.look, thing),
        "web.put": Verb(web.put, whole, writes=True),
        "web.commit": Verb(web.commit, at_generation, writes=True),
        "web.set-aside": Verb(web.set_aside, at_generation, writes=True),
        "web.purge": Verb(web.purge, at_generation, writes=True),
        "web.probe": Verb(web.probe, thing),
        "web.meters": Verb(web.meters),
        "web.logs": Verb(web.logs, log, key="name", each=True),
        "web.server": Verb(web.server),
    }
    return {name: Verb(on_web_server(verb.run), verb.parse, verb.key, verb.each, verb.writes) for name, verb in table.items()}


def on_web_server(run):
    def checked(items):
        if not places.is_web_server():
            raise Refused("failed", "this is not a web server")
        return run(items)

    return checked


def raw(value):
    """Parsed one item at a time by the verb, so that one that is wrong spoils no other."""
    return value


def parse_size(value) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 262_144:
        raise BadValue("not a size of 1 to 262144 bytes")
    return value


class Web:
    def __init__(self):
        self._states = States()
        self._sites = Sites(self._states)
        self._accesses = Accesses(self._states)
        self._databases = Databases(self._states)
        self._rooms = {"site": self._sites, "site-database": self._databases, "site-access": self._accesses}

    def names(self, _items) -> dict:
        return {"items": look.names(self._states, self._databases)}

    def look(self, items) -> dict:
        parsed = [parse_or_refusal(item) for item in named(items)]
        with lock(is_shared=True):  # a certificate that is there and not shown yet would look like a difference
            things = [item for item in parsed if isinstance(item, dict)]
            return each(parsed, look.Look(self._states, self._accesses, self._databases, things).at)

    def put(self, items) -> dict:
        parsed = [parse_or_refusal(item) for item in named(items)]
        self._sites.prepare_accounts([item for item in parsed if isinstance(item, dict) and item["kind"] == "site"])
        return each(parsed, lambda item: self._rooms[item["kind"]].put(item))

    def commit(self, items) -> dict:
        parsed = [parse_or_refusal(item) for item in named(items)]
        outcomes = self._sites.commit([item for item in parsed if isinstance(item, dict) and item["kind"] == "site"])

        def told(item):
            refusal = outcomes.get(item["name"])
            if refusal is not None:
                raise refusal
            return {}

        return each(parsed, told)

    def set_aside(self, items) -> dict:
        """What stands on sites first, then the sites, all of them with one reload."""
        parsed = [parse_or_refusal(item) for item in named(items)]
        things = [item for item in parsed if isinstance(item, dict)]
        upper = {id(item): answer(item, self._rooms[item["kind"]].set_aside) for item in things if item["kind"] != "site"}
        outcomes = self._sites.set_aside([item for item in things if item["kind"] == "site"])

        def told(item):
            outcome = outcomes[item["name"]]
            if isinstance(outcome, Refused):
                raise outcome
            return outcome

        return {"items": [upper.get(id(item)) or answer(item, told) for item in parsed]}

    def purge(self, items) -> dict:
        return each([parse_or_refusal(item) for item in named(items)], lambda item: self._rooms[item["kind"]].purge(item))

    def probe(self, items) -> dict:
        parsed = [parse_or_refusal(item) for item in named(items)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return {"items": list(pool.map(lambda item: answer(item, self._probe_one), parsed))}

    def _probe_one(self, item: dict) -> dict:
        kind, name = item["kind"], item["name"]
        spec = look.spec_in_use(self._states, kind, name)
        if kind == "site":
            return probe.probe(spec)
        if kind == "site-access":
            return self._accesses.probe(name, spec)
        return self._databases.probe(name, spec)

    def meters(self, _items) -> dict:
        counts = disks.counts(places.data(), is_fresh=True)
        sites, databases = [], []
        for name in self._states.names("site"):
            state = self._states.read("site", name)
            if state["spec"]:
                figures = {"usedKib": meters.known(homes.use(name, counts)), "bytesByDay": meters.bytes_by_day(name)}
                sites.append({"slug": state["spec"]["slug"], "name": name, **figures})
        for name in self._states.names("site-database"):
            spec = self._states.read("site-database", name)["spec"]
            if spec:
                databases.append({"slug": spec["slug"], "name": name, "usedKib": self._databases.used(name, spec, counts)})
        command = "use of each home and database as the file system counts it; bytes in each access log"
        return told(command, {"sites": sites, "databases": databases}, tree_total.counted(places.data()))

    def logs(self, item) -> dict:
        return logs.part(item["name"], item["log"], item["before"], item["after"], item["maxBytes"])

    def server(self, _items) -> dict:
        server = places.server()
        versions = [version for version in server["phpVersions"] if os.path.exists(units.binary(version))]
        return {"phpVersions": versions, "engines": list(grammar.ENGINES), "addresses": server["addresses"]}


def named(items):
    if items is None:
        raise Refused("bad-request", "this verb needs items")
    return items


def parse_or_refusal(item: dict):
    try:
        return grammar.parse_item(item)
    except BadValue as bad:
        return Refused("bad-value", str(bad))


def each(parsed, act) -> dict:
    return {"items": [answer(item, act) for item in parsed]}


def answer(item, act) -> dict:
    """What one item came to; never the text of a fault, which may hold anything."""
    if isinstance(item, Refused):
        return {"key": None, "ok": False, **item.answer}
    key = f"{item['kind']}/{item['name']}"
    try:
        return {"key": key, "ok": True, **act(item)}
    except Refused as refusal:
        return {"key": key, "ok": False, **refusal.answer}
    except BadValue as bad:
        return {"key": key, "ok": False, "code": "bad-value", "detail": str(bad)}
    except OSError as error:
        syslog.syslog(syslog.LOG_ERR, f"item failed: {type(error).__name__} {error.errno}")
        code = "full" if error.errno == 28 else "failed"
        return {"key": key, "ok": False, "code": code, "detail": type(error).__name__}
    except Exception as error:
        syslog.syslog(syslog.LOG_ERR, f"item failed: {type(error).__name__}")
        return {"key": key, "ok": False, "code": "failed", "detail": type(error).__name__}
