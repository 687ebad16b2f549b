"""Certificates of a site: one of our own until there is a better one, one from the authority, one that was imported.

All are root's, and nginx reads them as root. `openssl` does what needs a certificate's inside.
"""

import contextlib
import datetime
import hashlib
import os
import re
import ssl

from ..commands import run
from ..files import replace_file
from ..protocol import Refused
from . import places

TEMPORARY_DAYS = 825
_NAMES = re.compile(r"DNS:([A-Za-z0-9.*-]+)")
_END = re.compile(r"notAfter=(.+)")
_CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]


def path(name: str, kind: str) -> str:
    return f"{places.certificates(name)}/{kind}.pem"


def make_temporary(name: str, domains) -> None:
    """A certificate nobody else vouches for, so that there is HTTPS from the first moment."""
    key = path(name, "key")
    if os.path.exists(key) and not missing_names(name, "temporary", domains):
        return
    os.makedirs(places.certificates(name), mode=0o700, exist_ok=True)
    if not os.path.exists(key):
        make_key(name)
    done = run(["openssl", "req", "-x509", "-key", key, "-days", str(TEMPORARY_DAYS), *_subject(domains)])
    if done.returncode != 0:
        raise Refused("failed", "no temporary certificate could be made")
    replace_file(path(name, "temporary"), done.stdout.encode(), 0o600)


def make_key(name: str) -> None:
    """Certificates for a key that is gone go first: nginx refuses one that is not for the key beside it."""
    done = run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout"])
    if done.returncode != 0:
        raise Refused("failed", "no key could be made")
    for kind in ("acme", "temporary"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path(name, kind))
    replace_file(path(name, "key"), done.stdout.encode(), 0o600)


def request(name: str, domains) -> str:
    """A request for a certificate of all the names, signed with the site's key."""
    done = run(["openssl", "req", "-new", "-key", path(name, "key"), *_subject(domains)])
    if done.returncode != 0:
        raise Refused("failed", "no request could be made")
    return done.stdout


def _subject(domains):
    return ["-subj", "/", "-addext", "subjectAltName=" + ",".join(f"DNS:{domain}" for domain in domains)]


def keep_acme(name: str, chain: str, domains) -> None:
    """Puts the authority's certificate in place, once it is seen to be for our key and our names."""
    leaf = leaf_of(chain)
    if public_key_of(leaf) != public_key_of_key(read(path(name, "key"))):
        raise Refused("failed", "the certificate is for another key")
    if set(domains) - names_of(leaf):
        raise Refused("failed", "the certificate lacks a name")
    replace_file(path(name, "acme"), chain.encode(), 0o600)


def keep_imported(name: str, given: dict, fingerprint: str, domains) -> None:
    leaf = leaf_of(given["chain"])
    try:
        if fingerprint_of(leaf) != fingerprint:
            raise Refused("bad-value", "the certificate is not the one announced")
        if public_key_of(leaf) != public_key_of_key(given["key"]):
            raise Refused("bad-value", "the key is not the certificate's")
    except ssl.SSLError:
        raise Refused("bad-value", "not a certificate and its key") from None
    if _facts(leaf)[1] <= now():
        raise Refused("bad-value", "the certificate is not valid any more")
    covered = names_of(leaf)
    if not any(is_covered(domain, covered) for domain in domains):
        raise Refused("bad-value", "the certificate covers none of the domains")
    os.makedirs(places.certificates(name), mode=0o700, exist_ok=True)
    file = imported(fingerprint)
    replace_file(path(name, f"{file}-key"), given["key"].encode(), 0o600)
    replace_file(path(name, file), given["chain"].encode(), 0o600)


def imported(fingerprint: str) -> str:
    """Each in files of its own: the one before stays until this one is in use, and nginx is told another name."""
    return f"imported-{fingerprint[:16]}"


def has_imported(name: str, fingerprint: str) -> bool:
    text = read(path(name, imported(fingerprint)))
    return text != "" and fingerprint_of(leaf_of(text)) == fingerprint


def drop_former(spec: dict) -> None:
    """Imported ones that are not in use any more."""
    name, fingerprint = spec["name"], spec["importedCertificate"]
    kept = imported(fingerprint) if fingerprint else "none"
    for file in os.listdir(places.certificates(name)):
        if file.startswith("imported-") and not file.startswith(kept):
            os.unlink(f"{places.certificates(name)}/{file}")


def choose(spec: dict):
    """(kind, chain, key): the imported one if the spec says so, else the authority's if it still covers a name."""
    name = spec["name"]
    if spec["importedCertificate"] is not None:
        file = imported(spec["importedCertificate"])
        return "imported", path(name, file), path(name, f"{file}-key")
    if is_usable(name, spec["domains"]):
        return "acme", path(name, "acme"), path(name, "key")
    return "temporary", path(name, "temporary"), path(name, "key")


def is_usable(name: str, domains) -> bool:
    text = read(path(name, "acme"))
    return text != "" and bool(names_of(leaf_of(text)) & set(domains)) and until(name, "acme") > now()


def missing_names(name: str, kind: str, domains) -> set:
    text = read(path(name, kind))
    return set(domains) - names_of(leaf_of(text)) if text else set(domains)


def needs_authority(spec: dict) -> bool:
    """Whether the authority has to be asked: no certificate, one that ends soon, or a name it lacks."""
    return spec["importedCertificate"] is None and not is_fresh(spec["name"], spec["domains"])


def is_fresh(name: str, domains) -> bool:
    """Whether the authority's certificate has all these names, and does not end soon."""
    if missing_names(name, "acme", domains):
        return False
    return until(name, "acme") >= now() + datetime.timedelta(days=places.server()["acmeRenewDays"])


def until(name: str, kind: str):
    return until_of(path(name, kind))


def until_of(chain: str):
    text = read(chain)
    return _facts(leaf_of(text))[1] if text else datetime.datetime.min.replace(tzinfo=datetime.timezone.utc)


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def read(file: str) -> str:
    try:
        with open(file, encoding="ascii") as opened:
            return opened.read()
    except FileNotFoundError:
        return ""


def leaf_of(chain: str) -> str:
    match = re.search(r"-----BEGIN CERTIFICATE-----\n.+?-----END CERTIFICATE-----\n?", chain.replace("\r", ""), re.DOTALL)
    if not match:
        raise Refused("bad-value", "not a certificate")
    return match[0]


def names_of(leaf: str) -> set:
    return _facts(leaf)[0]


_known = {}


def _facts(leaf: str):
    """Names and end of a certificate; asked once of each, because a look asks about hundreds."""
    digest = hashlib.sha256(leaf.encode()).digest()
    if digest not in _known:
        done = run(["openssl", "x509", "-noout", "-ext", "subjectAltName", "-enddate"], given=leaf)
        end = _END.search(done.stdout)
        if done.returncode != 0 or not end:
            raise Refused("bad-value", "not a certificate")
        moment = ssl.cert_time_to_seconds(end[1].strip())
        ends = datetime.datetime.fromtimestamp(moment, datetime.timezone.utc)
        _known[digest] = ({name.lower() for name in _NAMES.findall(done.stdout)}, ends)
    return _known[digest]


def is_covered(domain: str, names: set) -> bool:
    return domain in names or f"*.{domain.split('.', 1)[1]}" in names


def fingerprint_of(leaf: str) -> str:
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(leaf.strip() + "\n")).hexdigest()


def public_key_of(leaf: str) -> str:
    done = run(["openssl", "x509", "-noout", "-pubkey"], given=leaf)
    if done.returncode != 0:
        raise Refused("bad-value", "not a certificate")
    return done.stdout


def public_key_of_key(key: str) -> str:
    # A key behind a password would make the command wait for one.
    done = run(["openssl", "pkey", "-pubout", "-passin", "pass:"], given=key)
    if done.returncode != 0:
        raise Refused("bad-value", "not a key without a password")
    return done.stdout
