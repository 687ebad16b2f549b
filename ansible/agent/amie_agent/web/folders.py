"""Passwords of protected folders: a file of hashes per site, and one per folder of those who may enter it.

Nginx reads these at each request, so a file never changes: other people, or other passwords, are another file, and the former
one stays until it is in use.
"""

import contextlib
import grp
import hashlib
import json
import os

from ..commands import run
from ..files import replace_file
from ..protocol import Refused
from . import places


def known(name: str) -> dict:
    """Hash per login."""
    try:
        with open(_all(name), "rb") as file:
            return json.load(file)
    except FileNotFoundError:
        return {}


def merged(spec: dict, given, former: dict) -> dict:
    """What will be known once the passwords given are, of the site as it is too; refuses a login that has none."""
    hashes = known(spec["name"])
    wanted = logins_of(spec)
    for entry in given:
        if entry["login"] in wanted:
            hashes[entry["login"]] = hashed(entry["password"])
    if wanted - set(hashes):
        raise Refused("secret-needed", "a folder's login has no password yet")
    kept = wanted | (logins_of(former) & set(hashes))
    return {login: hashes[login] for login in sorted(kept)}


def logins_of(spec: dict) -> set:
    return {login for folder in spec.get("protectedFolders", []) for login in folder["logins"]}


def hashed(password: str) -> str:
    done = run(["openssl", "passwd", "-6", "-stdin"], given=f"{password}\n")
    if done.returncode != 0:
        raise Refused("failed", "a password was not hashed")
    return done.stdout.strip()


def write(spec: dict, hashes: dict) -> dict:
    """`hashes` are all the site keeps. Returns the name of each folder's file, which says what is in it."""
    name, group = spec["name"], grp.getgrnam("www-data").gr_gid
    replace_file(_all(name), json.dumps(hashes, sort_keys=True).encode(), 0o600)
    files = {}
    for folder in spec["protectedFolders"]:
        lines = "".join(f"{login}:{hashes[login]}\n" for login in folder["logins"])
        digest = hashlib.sha256(f"{folder['path']}\n{lines}".encode("ascii")).hexdigest()
        files[folder["path"]] = f"{name}.{digest[:16]}"
        if not os.path.exists(f"{places.PASSWORDS}/{files[folder['path']]}"):
            replace_file(f"{places.PASSWORDS}/{files[folder['path']]}", lines.encode("ascii"), 0o640, group)
    return files


def are_whole(spec: dict, files: dict) -> bool:
    paths = {folder["path"] for folder in spec["protectedFolders"]}
    there = all(os.path.exists(f"{places.PASSWORDS}/{file}") for file in files.values())
    return there and paths == set(files) and logins_of(spec) <= set(known(spec["name"]))


def drop_former(spec: dict, files: dict) -> None:
    """What no folder in use reads any more."""
    name, hashes, wanted = spec["name"], known(spec["name"]), logins_of(spec)
    if set(hashes) - wanted:
        kept = {login: hashes[login] for login in sorted(wanted & set(hashes))}
        replace_file(_all(name), json.dumps(kept, sort_keys=True).encode(), 0o600)
    _erase(name, {f"{name}.json", *files.values()})


def erase(name: str) -> None:
    _erase(name, set())


def _erase(name: str, kept: set) -> None:
    for entry in os.listdir(places.PASSWORDS):
        if entry.split(".")[0] == name and entry not in kept:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(f"{places.PASSWORDS}/{entry}")


def _all(name: str) -> str:
    return f"{places.PASSWORDS}/{name}.json"
