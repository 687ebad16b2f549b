"""People who exchange files with a site: an SSH account each, locked into the site's home, with keys or a password."""

import contextlib
import os

from ..files import replace_file
from ..protocol import Refused
from . import accounts, places
from .states import States, fence

KIND = "site-access"


class Accesses:
    def __init__(self, states: States):
        self._states = states

    def put(self, item: dict) -> dict:
        login, spec, secret = item["name"], item["spec"], item["secret"]
        fence(self._states.read(KIND, login), item["generation"], spec["slug"])
        refuse_without_site(self._states, spec["site"])
        if spec["hasPassword"] and secret is None and not accounts.keeps_password(login):
            raise Refused("secret-needed", "the login has no password yet")
        accounts.make_login(login, spec["site"])
        replace_file(keys_of(login), "".join(f"restrict {key}\n" for key in spec["keys"]).encode("ascii"), 0o644)
        self._set_password(login, spec, secret)
        self._states.write(KIND, login, {"generation": item["generation"], "spec": spec, "isAside": False})
        return {"state": "present"}

    def _set_password(self, login: str, spec: dict, secret) -> None:
        if not spec["hasPassword"]:
            if accounts.keeps_password(login):
                accounts.clear_password(login)
        elif secret is not None:
            accounts.set_password(login, secret["password"])
        elif not accounts.has_password(login):
            accounts.unlock(login)

    def set_aside(self, item: dict) -> dict:
        login, state = item["name"], self._states.read(KIND, item["name"])
        fence(state, item["generation"])
        accounts.lock(login)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(keys_of(login))
        accounts.end_sessions(login)
        if state is None and accounts.find(login) is None:
            return {"state": "missing"}
        spec = state["spec"] if state else {}
        self._states.write(KIND, login, {"generation": item["generation"], "spec": spec, "isAside": True})
        return {"state": "aside"}

    def purge(self, item: dict) -> dict:
        login, state = item["name"], self._states.read(KIND, item["name"])
        fence(state, item["generation"])
        if (state is not None and not state["isAside"]) or (state is None and accounts.find(login) is not None):
            raise Refused("busy", "the login is in use: set it aside first")
        accounts.remove(login)
        self._states.forget(KIND, login)
        return {"state": "missing"}

    def faults(self, login: str, spec: dict) -> list:
        account = accounts.find(login)
        if account is None or account.pw_uid != places.uid_of(spec["site"]) or account.pw_dir != places.home(spec["site"]):
            return ["user"]
        found = []
        if keys_there(login) != spec["keys"]:
            found.append("keys")
        if accounts.has_password(login) != spec["hasPassword"]:
            found.append("password")
        if not accounts.may_exchange(login):
            found.append("user")
        return sorted(found)

    def probe(self, login: str, spec: dict) -> dict:
        found = self.faults(login, spec)
        if found:
            return {"outcome": "broken", "detail": f"differs: {', '.join(found)}"}
        if not is_fit_for_chroot(places.home(spec["site"])):
            return {"outcome": "broken", "detail": "SSH would refuse the home it locks people into"}
        return {"outcome": "ready", "detail": "account, keys and home are as SSH wants them"}


def keys_of(login: str) -> str:
    return f"{places.KEYS}/{login}"


def keys_there(login: str):
    try:
        with open(keys_of(login), encoding="ascii") as file:
            return [line[len("restrict ") :].rstrip("\n") for line in file]
    except FileNotFoundError:
        return None


def is_fit_for_chroot(home: str) -> bool:
    """Root's all the way, and nobody else's to write (sshd_config, ChrootDirectory)."""
    path = home
    while True:
        try:
            seen = os.lstat(path)
        except OSError:
            return False
        if seen.st_uid != 0 or seen.st_mode & 0o022:
            return False
        if path == "/":
            return True
        path = os.path.dirname(path)


def refuse_without_site(states: States, site: str) -> None:
    state = states.read("site", site) or states.staged(site)
    if state is None or state.get("isAside"):
        raise Refused("not-found", "the site is not in use")
