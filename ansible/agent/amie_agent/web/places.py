"""Where things stand on this server. Every path is made here, from names that were parsed."""

import functools
import json
import os

SERVER = "/etc/amie-web/server.json"
STATES = "/var/lib/amie-agent/web"
NGINX = "/etc/nginx/amie"
FPM = "/etc/amie-web/fpm"
CERTIFICATES = "/etc/amie-web/certificates"
KEYS = "/etc/amie-web/keys"
PASSWORDS = f"{NGINX}/passwords"
SHARED = "/usr/local/share/amie-web"
ACME = "/var/lib/amie-acme"
SOCKETS = "/run/amie-fpm"
LOCK = "/run/lock/amie-web.lock"
CERTIFY_WANTED = "/run/amie-certify.wanted"
# Accounts of sites are numbered after their names, so that a number is never given to another site.
FIRST_UID = 100_000


def server() -> dict:
    """What the role says of this server; an agent runs on for hours, so what the role changed is read again."""
    seen = os.stat(SERVER)
    return _server(seen.st_ino, seen.st_mtime_ns)


@functools.lru_cache(maxsize=1)
def _server(_file: int, _changed: int) -> dict:
    with open(SERVER, encoding="utf-8") as file:
        return json.load(file)


def data() -> str:
    return server()["data"]


def home(name: str) -> str:
    return f"{data()}/{name}"


def logs(name: str) -> str:
    return f"{data()}/.logs/{name}"


def socket(name: str) -> str:
    return f"{SOCKETS}/{name}/fpm.sock"


def certificates(name: str) -> str:
    return f"{CERTIFICATES}/{name}"


def uid_of(name: str) -> int:
    return FIRST_UID + int(name[1:])


def is_web_server() -> bool:
    return os.path.exists(SERVER)
