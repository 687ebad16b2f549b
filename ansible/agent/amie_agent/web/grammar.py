"""What a site, a database and an access may say, parsed again: exactly the fields there are, and nothing hidden in them.

`GRAMMARS` holds the texts of the platform's library of values, word for word.
"""

import base64
import binascii
import re

from ..values import BadValue, parse_domain, parse_generation, parse_slug, text

_SITE = "w[0-9]{5,9}"
_SEGMENT = "[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}"
GRAMMARS = {
    "siteName": f"^{_SITE}$",
    "databaseName": f"^{_SITE}_[a-z][a-z0-9]{{0,15}}$",
    "accessLogin": f"^{_SITE}-[a-z][a-z0-9]{{0,15}}$",
    "phpVersion": r"^[5-9]\.[0-9]$",
    "sitePath": f"^(?=.{{1,255}}$)/(?:{_SEGMENT}(?:/{_SEGMENT}){{0,7}}/?)?$",
    "folderLogin": "^[a-z][a-z0-9._-]{0,31}$",
    "sitePassword": "^[A-Za-z0-9]{20,64}$",
}
_URL = re.compile(r"https?://([a-z0-9.-]+)(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~%/?=&+,@!-]*)?", re.ASCII)
KEY_TYPES = frozenset(
    "ssh-ed25519 ecdsa-sha2-nistp256 ecdsa-sha2-nistp384 ecdsa-sha2-nistp521 sk-ssh-ed25519@openssh.com "
    "sk-ecdsa-sha2-nistp256@openssh.com ssh-rsa".split()
)
MIN_LIMIT_KIB = 10240
MAX_LIMIT_KIB = 1 << 40
ENGINES = ("mariadb", "postgresql")


parse_site_name = text("name of a site", GRAMMARS["siteName"])
parse_database_name = text("name of a database", GRAMMARS["databaseName"])
parse_login = text("login", GRAMMARS["accessLogin"])
parse_path = text("path", GRAMMARS["sitePath"])
parse_php_version = text("version of PHP", GRAMMARS["phpVersion"])
parse_folder_login = text("login of a folder", GRAMMARS["folderLogin"])
parse_password = text("password", GRAMMARS["sitePassword"])
parse_fingerprint = text("fingerprint of a certificate", "[0-9a-f]{64}")


def parse_bool(value) -> bool:
    if not isinstance(value, bool):
        raise BadValue("neither true nor false")
    return value


def parse_limit(value) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not MIN_LIMIT_KIB <= value <= MAX_LIMIT_KIB:
        raise BadValue("not a limit in KiB")
    return value


def one_of(*words):
    return text("word that is known", "|".join(re.escape(word) for word in words))


def or_none(parse):
    return lambda value: None if value is None else parse(value)


def sorted_list(parse, most: int, least: int = 0, by=lambda value: value):
    """A list in the one order it may have, so that two that mean the same are the same."""

    def parse_all(value) -> list:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise BadValue(f"not a list of {least} to {most}")
        parsed = [parse(entry) for entry in value]
        keys = [by(entry) for entry in parsed]
        if any(first >= second for first, second in zip(keys, keys[1:])):
            raise BadValue("not a sorted list without repetition")
        return parsed

    return parse_all


def record(**fields):
    """An object of exactly these fields."""

    def parse(value) -> dict:
        if not isinstance(value, dict) or set(value) != set(fields):
            raise BadValue(f"an object of exactly: {', '.join(sorted(fields))}")
        return {name: parser(value[name]) for name, parser in fields.items()}

    return parse


def parse_target(value) -> str:
    if isinstance(value, str) and value.startswith("/"):
        return parse_path(value)
    match = _URL.fullmatch(value) if isinstance(value, str) and len(value) <= 500 else None
    if not match:
        raise BadValue("not a target of a redirection")
    parse_domain(match[1])
    return value


def parse_key(value) -> str:
    """A public key of OpenSSH without a comment; its inner type is the outer one, and it is long enough."""
    parts = value.split(" ") if isinstance(value, str) and len(value) <= 4096 else []
    if len(parts) != 2 or parts[0] not in KEY_TYPES:
        raise BadValue("not a public key")
    try:
        blob = base64.b64decode(parts[1], validate=True)
    except (binascii.Error, ValueError):
        raise BadValue("not a public key") from None
    fields = _fields_of(blob)
    if base64.b64encode(blob).decode() != parts[1] or len(fields) < 2 or fields[0] != parts[0].encode():
        raise BadValue("not a public key")
    if parts[0] == "ssh-rsa" and (len(fields) != 3 or int.from_bytes(fields[2], "big").bit_length() < 2048):
        raise BadValue("not an RSA key of 2048 bits or more")
    if parts[0] == "ssh-ed25519" and [len(field) for field in fields[1:]] != [32]:
        raise BadValue("not a public key")
    return value


def _fields_of(blob: bytes) -> list:
    fields, at = [], 0
    while at + 4 <= len(blob):
        size = int.from_bytes(blob[at : at + 4], "big")
        fields.append(blob[at + 4 : at + 4 + size])
        at += 4 + size
    return fields if at == len(blob) else []


_SITE_FIELDS = record(
    slug=parse_slug,
    name=parse_site_name,
    content=one_of("static", "php"),
    phpVersion=or_none(parse_php_version),
    domains=sorted_list(parse_domain, 50, 1),
    mainDomain=parse_domain,
    redirects=sorted_list(
        record(**{"from": parse_path, "to": parse_target, "isPermanent": parse_bool}), 200, by=lambda entry: entry["from"]
    ),
    isHstsOn=parse_bool,
    protectedFolders=sorted_list(
        record(path=parse_path, logins=sorted_list(parse_folder_login, 200)), 50, by=lambda entry: entry["path"]
    ),
    limitKib=parse_limit,
    isSuspended=parse_bool,
    importedCertificate=or_none(parse_fingerprint),
)
_DATABASE_FIELDS = record(
    slug=parse_slug, site=parse_site_name, name=parse_database_name, engine=one_of(*ENGINES), limitKib=parse_limit
)
_ACCESS_FIELDS = record(
    slug=parse_slug, site=parse_site_name, login=parse_login, keys=sorted_list(parse_key, 50), hasPassword=parse_bool
)


def parse_site(value) -> dict:
    spec = _SITE_FIELDS(value)
    if (spec["phpVersion"] is None) != (spec["content"] == "static"):
        raise BadValue("a version of PHP, if and only if there is PHP")
    if spec["mainDomain"] not in spec["domains"]:
        raise BadValue("the main domain is one of the domains")
    folders = [folder["path"].rstrip("/") for folder in spec["protectedFolders"]]
    if len(set(folders)) < len(folders):
        raise BadValue("a folder is protected twice")
    return spec


def parse_database(value) -> dict:
    spec = _DATABASE_FIELDS(value)
    if not spec["name"].startswith(spec["site"] + "_"):
        raise BadValue("a database is named after its site")
    return spec


def parse_access(value) -> dict:
    spec = _ACCESS_FIELDS(value)
    if not spec["login"].startswith(spec["site"] + "-"):
        raise BadValue("a login is named after its site")
    return spec


def _pem(value) -> str:
    if not isinstance(value, str) or not 100 < len(value) <= 65536 or not value.isascii() or "\0" in value:
        raise BadValue("not a PEM text")
    return value


def _passwords(value) -> list:
    if not isinstance(value, list) or len(value) > 200:
        raise BadValue("not a list of passwords")
    return [record(login=parse_folder_login, password=parse_password)(entry) for entry in value]


_SECRETS = {
    "site": record(certificate=or_none(record(chain=_pem, key=_pem)), passwords=_passwords),
    "site-database": record(password=parse_password),
    "site-access": record(password=parse_password),
}
NAMES = {"site": parse_site_name, "site-database": parse_database_name, "site-access": parse_login}
SPECS = {"site": parse_site, "site-database": parse_database, "site-access": parse_access}
KINDS = tuple(NAMES)
parse_kind = one_of(*KINDS)


def parse_item(item: dict) -> dict:
    """Kind, name and, where they are there, generation, spec and secret; all of one thing."""
    parsed = {"kind": parse_kind(item["kind"])}
    parsed["name"] = NAMES[parsed["kind"]](item["name"])
    if "generation" in item:
        parsed["generation"] = parse_generation(item["generation"])
    if "spec" in item:
        parsed["spec"] = SPECS[parsed["kind"]](item["spec"])
        parsed["secret"] = or_none(_SECRETS[parsed["kind"]])(item["secret"])
        if parsed["spec"]["login" if parsed["kind"] == "site-access" else "name"] != parsed["name"]:
            raise BadValue("the spec is of another thing")
    return parsed
