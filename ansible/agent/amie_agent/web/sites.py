"""A site's life: prepared, brought into use with others in one reload, set aside, erased."""

import shutil

from ..commands import run
from ..protocol import Refused
from . import accounts, certificates, folders, homes, nginx, places, probe, trees, units
from .states import States, fence, lock


class Sites:
    def __init__(self, states: States):
        self._states = states

    def prepare_accounts(self, items) -> None:
        """Accounts for many at once; what stays wrong is told when each is put."""
        accounts.make_sites([item["name"] for item in items])

    def put(self, item: dict) -> dict:
        """Everything but what needs a reload: that waits for `commit`, and so does the statement of the generation."""
        name, spec, secret = item["name"], item["spec"], item["secret"] or {"certificate": None, "passwords": []}
        former = self._states.read("site", name)
        fence(former, item["generation"], spec["slug"], self._states.staged(name))
        if spec["phpVersion"] is not None and spec["phpVersion"] not in places.server()["phpVersions"]:
            raise Refused("no-php", f"this server has {', '.join(places.server()['phpVersions'])}")
        hashes = folders.merged(spec, secret["passwords"], former["spec"] if former else {})
        self._keep_certificate(spec, secret["certificate"])
        homes.make(name, spec["limitKib"])
        certificates.make_temporary(name, spec["domains"])
        files = folders.write(spec, hashes)
        self._states.stage(name, {"generation": item["generation"], "spec": spec, "files": files})
        return {"state": "present"}

    def _keep_certificate(self, spec: dict, given) -> None:
        fingerprint = spec["importedCertificate"]
        if fingerprint is None or certificates.has_imported(spec["name"], fingerprint):
            return
        if given is None:
            raise Refused("secret-needed", "the certificate and its key are not on this server")
        certificates.keep_imported(spec["name"], given, fingerprint, spec["domains"])

    def commit(self, items) -> dict:
        """`{name: Refused or None}`. One reload for all; a site that fails is put back as it was, alone."""
        outcomes, wanted = {}, {}
        for item in items:
            try:
                found = self._to_commit(item)
                if found is not None:
                    wanted[item["name"]] = found
                outcomes[item["name"]] = None
            except Refused as refusal:
                outcomes[item["name"]] = refusal
        if wanted:
            with lock():
                outcomes.update(self._bring_into_use(wanted))
            self._ask_for_certificates([found["spec"] for name, found in wanted.items() if outcomes[name] is None])
        return outcomes

    def _to_commit(self, item: dict):
        name, state, staged = item["name"], self._states.read("site", item["name"]), self._states.staged(item["name"])
        fence(state, item["generation"], None, staged)
        if staged is not None and staged["generation"] == item["generation"]:
            return staged
        if state is not None and not state["isAside"] and state["generation"] == item["generation"]:
            return None
        raise Refused("not-found", "nothing of that generation was prepared")

    def _bring_into_use(self, wanted: dict) -> dict:
        former = {name: (trees.current(name), units.there(name)) for name in wanted}
        files = {name: units.wanted(found["spec"]) for name, found in wanted.items()}
        failed = {name: "PHP refuses the settings of its pool" for name in units.refusals(files)}
        failed.update(self._run_php({name: files[name] for name in wanted if name not in failed}, former))
        texts = {name: text_of(found) for name, found in wanted.items() if name not in failed}
        failed.update(self._tell_nginx(texts, former))
        failed.update(probe.failures([wanted[name]["spec"] for name in texts if name not in failed]))
        self._put_back(failed, former)
        for name, found in wanted.items():
            if name not in failed:
                self._states.write("site", name, {**found, "isAside": False})
                self._states.unstage(name)
                certificates.drop_former(found["spec"])
                folders.drop_former(found["spec"], found["files"])
        trees.drop_strays()
        return {name: Refused("config-refused", failed[name]) if name in failed else None for name in wanted}

    def _run_php(self, files: dict, former: dict) -> dict:
        changed = [name for name in files if files[name] != former[name][1]]
        for name in changed:
            units.write(name, files[name])
        idle = units.not_running(name for name in files if files[name] and name not in changed)
        units.stop([name for name in changed if not files[name]])
        dead = units.start([name for name in changed if files[name]] + sorted(idle))
        return {name: "PHP does not start with these settings" for name in dead}

    def _tell_nginx(self, texts: dict, former: dict) -> dict:
        try:
            return trees.install(texts)
        except Exception:
            # Nginx answers as before: so does the PHP it asks.
            self._put_php_back(texts, former)
            raise

    def _put_back(self, failed: dict, former: dict) -> None:
        if failed:
            self._put_php_back(failed, former)
            trees.install({name: former[name][0] for name in failed})

    def _put_php_back(self, names, former: dict) -> None:
        changed = [name for name in names if units.there(name) != former[name][1]]
        for name in changed:
            units.write(name, former[name][1])
        units.stop([name for name in changed if not former[name][1]])
        units.start([name for name in changed if former[name][1]])

    def _ask_for_certificates(self, specs) -> None:
        if any(certificates.needs_authority(spec) for spec in specs):
            # The mark is for a run that has begun and looked already; systemd does not start a second one beside it.
            with open(places.CERTIFY_WANTED, "w", encoding="ascii"):
                pass
            run(["systemctl", "start", "--no-block", "amie-certify.service"])

    def set_aside(self, items) -> dict:
        """`{name: answer or Refused}`. Nobody reaches them when this returns: not by the web, not by their own code."""
        outcomes, leaving = {}, []
        for item in items:
            name = item["name"]
            try:
                fence(self._states.read("site", name), item["generation"], None, self._states.staged(name))
                self._refuse_while_used(name)
                leaving.append(item)
            except Refused as refusal:
                outcomes[name] = refusal
        if leaving:
            with lock():
                names = [item["name"] for item in leaving]
                trees.install(dict.fromkeys(names))
                units.stop([name for name in names if units.there(name)])
                outcomes.update({item["name"]: self._move_aside(item) for item in leaving})
        return outcomes

    def _move_aside(self, item: dict):
        name = item["name"]
        known = self._states.read("site", name) or self._states.staged(name)
        try:
            units.write(name, {})
            accounts.end_all(places.uid_of(name))
            moved = homes.set_aside(name)
        except Refused as refusal:
            return refusal
        self._states.unstage(name)
        if known is None and moved == "missing":
            return {"state": "missing"}
        spec = known["spec"] if known else {}
        self._states.write("site", name, {"generation": item["generation"], "spec": spec, "isAside": True})
        return {"state": "aside"}

    def _refuse_while_used(self, name: str) -> None:
        for kind in ("site-database", "site-access"):
            for thing in self._states.of_site(name, kind):
                if not self._states.read(kind, thing)["isAside"]:
                    raise Refused("busy", "the site still has databases or accesses in use")

    def purge(self, item: dict) -> dict:
        name, state = item["name"], self._states.read("site", item["name"])
        fence(state, item["generation"], None, self._states.staged(name))
        if (state is not None and not state["isAside"]) or trees.current(name) is not None or self._states.staged(name):
            raise Refused("busy", "the site is in use: set it aside first")
        if any(self._states.of_site(name, kind) for kind in ("site-database", "site-access")):
            raise Refused("busy", "the site still has databases or accesses that are set aside")
        homes.purge(name)
        folders.erase(name)
        shutil.rmtree(places.certificates(name), ignore_errors=True)
        accounts.remove(name)
        self._states.forget("site", name)
        return {"state": "missing"}


def text_of(state: dict) -> str:
    """What nginx reads of a site that was prepared or is in use."""
    _kind, chain, key = certificates.choose(state["spec"])
    return nginx.site(state["spec"], (chain, key), state["files"])


