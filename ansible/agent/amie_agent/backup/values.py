"""The grammars of backups; `GRAMMARS` holds the texts of the platform's library of values, word for word."""

import re
from datetime import datetime, timezone

from ..values import GRAMMARS as COMMON
from ..values import BadValue, parse_address, parse_generation, parse_slug, parse_store, text
from ..web.grammar import parse_database_name, parse_site_name

_LABEL = "[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
_BASE64 = "[A-Za-z0-9+/]"

GRAMMARS = {
    "repositoryName": "^b[0-9]{5,9}$",
    "machineLabel": f"^{_LABEL}$",
    "machineKey": f"^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{_BASE64}{{43}}$",
    "escrowKey": "^age1[02-9ac-hj-np-z]{58}$",
}
SMALLEST_LIMIT_KIB = 10_240  # Borg takes no quota below 10 MB
LARGEST_LIMIT_KIB = 1 << 40
MAX_KEYS = 100
MAX_THINGS = 5_000
_PART = re.compile(r"[^\0-\x1f\x7f/]{1,255}(?:/[^\0-\x1f\x7f/]{1,255}){0,31}")
ARCHIVE_FORM = "%Y-%m-%dT%H%M%SZ"

parse_repository = text("repository name", GRAMMARS["repositoryName"])
parse_source = text("source", GRAMMARS["machineLabel"])
parse_public_key = text("public key", GRAMMARS["machineKey"])
parse_archive = text("archive", "[0-9TZ-]{8,40}")
parse_job = text("job", "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
parse_host_key = text("host key", f"(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp(?:256|384|521)) {_BASE64}{{40,3000}}={{0,2}}")
_parse_escrow_text = text("escrow key", GRAMMARS["escrowKey"])
_parse_ip = text("address", r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}|[0-9a-f:]{2,39}")
_parse_name = text("address", COMMON["domainName"] + f"|^{_LABEL}$")


def parse_escrow_key(value):
    return None if value is None else _parse_escrow_text(value)


def parse_server_address(value) -> str:
    """An IP address or a name; nothing that SSH could take for an option or a user."""
    try:
        return _parse_ip(value)
    except BadValue:
        return _parse_name(value)


def integer(what: str, smallest: int, largest: int):
    def parse(value) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not smallest <= value <= largest:
            raise BadValue(f"not a {what} of {smallest} to {largest}")
        return value

    return parse


parse_limit_kib = integer("limit in KiB", SMALLEST_LIMIT_KIB, LARGEST_LIMIT_KIB)
parse_turn = integer("turn", 0, 1 << 31)


def parse_keys(value) -> list:
    """Keys of sources: each source once, in the order of their names, so that equal sets are equal lists."""
    keys = [parse_key(key) for key in listed(value, "keys", MAX_KEYS)]
    if len({key["source"] for key in keys}) != len(keys):
        raise BadValue("a source is named twice")
    return sorted(keys, key=lambda key: key["source"])


def parse_key(value) -> dict:
    key = fields(value, "key", {"source", "turn", "publicKey"})
    turn = None if key["turn"] is None else parse_turn(key["turn"])
    return {"source": parse_source(key["source"]), "turn": turn, "publicKey": parse_public_key(key["publicKey"])}


def parse_things(value) -> list:
    return [parse_thing(thing) for thing in listed(value, "things", MAX_THINGS)]


def parse_thing(value) -> dict:
    """Something a source can back up. What it is called decides where it stands; no path is ever taken."""
    kind = value.get("kind") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in _THINGS:
        raise BadValue("not a thing that can be backed up")
    parsers = _THINGS[kind]
    thing = fields(value, "thing", {"kind", *parsers})
    return {"kind": kind, **{name: parse(thing[name]) for name, parse in parsers.items()}}


def parse_part(value):
    """Folder of a mailbox or path below a site, relative; None for all of it."""
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > 1000 or not _PART.fullmatch(value):
        raise BadValue("not a folder or a path")
    if any(step in (".", "..") for step in value.split("/")):
        raise BadValue("not a folder or a path")
    return value


def one_of(what: str, *choices: str):
    def parse(value) -> str:
        if not isinstance(value, str) or value not in choices:
            raise BadValue(f"not a {what}")
        return value

    return parse


_THINGS = {
    "mailbox": {"store": parse_store, "login": parse_address},
    "site": {"name": parse_site_name},
    "site-database": {"name": parse_database_name, "engine": one_of("database engine", "mariadb", "postgresql")},
}


def listed(value, what: str, most: int) -> list:
    if not isinstance(value, list) or len(value) > most:
        raise BadValue(f"{what} must be a list of at most {most}")
    return value


def fields(value, what: str, names: set) -> dict:
    if not isinstance(value, dict) or set(value) != names:
        raise BadValue(f"a {what} holds exactly: {', '.join(sorted(names))}")
    return value


def iso(seconds) -> str:
    """A moment as the platform writes it, or None."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def archive_name(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).strftime(ARCHIVE_FORM)


def archive_time(name: str) -> str:
    return datetime.strptime(name, ARCHIVE_FORM).strftime("%Y-%m-%dT%H:%M:%SZ")
