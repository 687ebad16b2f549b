"""Passwords of protected folders: a file of hashes per site, and one per folder of those who may enter it."""

import contextlib
import grp
import json
import os

from ..commands import run
from ..files import replace_file
from ..protocol import Refused
from . import nginx, places


def known(name: str) -> dict:
    """Hash per login."""
    try:
        with open(_all(name), "rb") as file:
            return json.load(file)
    except FileNotFoundError:
        return {}


def merged(spec: dict, given) -> dict:
    """What will be known once the passwords given are; refuses a login that has none."""
    hashes = known(spec["name"])
    wanted = {login for folder in spec["protectedFolders"] for login in folder["logins"]}
    for entry in given:
        if entry["login"] in wanted:
            hashes[entry["login"]] = hashed(entry["password"])
    if wanted - set(hashes):
        raise Refused("secret-needed", "a folder's login has no password yet")
    return {login: hashes[login] for login in sorted(wanted)}


def hashed(password: str) -> str:
    done = run(["openssl", "passwd", "-6", "-stdin"], given=f"{password}\n")
    if done.returncode != 0:
        raise Refused("failed", "a password was not hashed")
    return done.stdout.strip()


def write(spec: dict, hashes: dict) -> None:
    """`hashes` are all the site keeps; each folder's file names those who may enter."""
    name, group = spec["name"], grp.getgrnam("www-data").gr_gid
    replace_file(_all(name), json.dumps(hashes, sort_keys=True).encode(), 0o600)
    for folder in spec["protectedFolders"]:
        lines = "".join(f"{login}:{hashes[login]}\n" for login in folder["logins"])
        path = f"{places.PASSWORDS}/{nginx.password_file(spec, folder['path'])}"
        replace_file(path, lines.encode("ascii"), 0o640, group)


def are_whole(spec: dict) -> bool:
    hashes = known(spec["name"])
    logins = {login for folder in spec["protectedFolders"] for login in folder["logins"]}
    files = [f"{places.PASSWORDS}/{nginx.password_file(spec, folder['path'])}" for folder in spec["protectedFolders"]]
    return logins <= set(hashes) and all(os.path.exists(file) for file in files)


def erase(name: str) -> None:
    for entry in os.listdir(places.PASSWORDS):
        if entry.split(".")[0] == name:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(f"{places.PASSWORDS}/{entry}")


def _all(name: str) -> str:
    return f"{places.PASSWORDS}/{name}.json"
