"""PostgreSQL: one database and one role of the same name, in a tablespace on the database's own volume."""

import base64
import hashlib
import hmac
import os

from ..commands import run
from ..protocol import Refused
from . import volumes

OWNER = "postgres"
CONNECTIONS = 30
_ROUNDS = 4096


def put(name: str, kib: int, password) -> None:
    """`password` is None to keep the one there is."""
    volumes.make(name, kib, OWNER)
    has_role, has_space, has_database = there(name)
    statements = []
    if not has_role:
        statements.append(f"CREATE ROLE {name} NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT {CONNECTIONS}")
    # What its code raises is for its code: in the server's log it would fill a disk that has no limit.
    statements.append(f"ALTER ROLE {name} SET log_min_messages = fatal")
    if password is not None:
        statements.append(f"ALTER ROLE {name} PASSWORD '{hashed(password)}'")
    if not has_space:
        statements.append(f"CREATE TABLESPACE {name} LOCATION '{volumes.data(name)}'")
    if not has_database:
        statements.append(f"CREATE DATABASE {name} OWNER {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8' TABLESPACE {name}")
        # Its files begin as holes: filled now, or writing them back could fail once the volume is full.
        statements.append("CHECKPOINT")
    statements += [f"REVOKE ALL ON DATABASE {name} FROM PUBLIC", f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"]
    ask([*statements, f"ALTER ROLE {name} LOGIN"])


def hashed(password: str) -> str:
    """What PostgreSQL keeps (RFC 5803), so that the password itself reaches neither its log nor its history."""
    salt = os.urandom(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ROUNDS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    words = (base64.b64encode(part).decode() for part in (salt, stored, hmac.digest(salted, b"Server Key", "sha256")))
    return "SCRAM-SHA-256${}:{}${}:{}".format(_ROUNDS, *words)


def set_aside(name: str) -> None:
    has_role, _has_space, has_database = there(name)
    statements = [f"ALTER ROLE {name} NOLOGIN"] if has_role else []
    if has_database:
        statements.append(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    ask([*statements, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' OR usename = '{name}'"])


def purge(name: str) -> None:
    has_role, has_space, has_database = there(name)
    if has_database:
        ask([f"DROP DATABASE {name} WITH (FORCE)"])
    ask(([f"DROP TABLESPACE {name}"] if has_space else []) + ([f"DROP ROLE {name}"] if has_role else []))
    volumes.erase(name)


def use(name: str, _kib: int):
    """(KiB used, KiB free), or None when it cannot be told."""
    return volumes.use(name)


def names() -> list:
    return volumes.names()


def there(name: str):
    """Whether there is the role, the tablespace, the database."""
    rows = ask(
        [
            f"SELECT 'role' FROM pg_roles WHERE rolname = '{name}'",
            f"SELECT 'space' FROM pg_tablespace WHERE spcname = '{name}'",
            f"SELECT 'database' FROM pg_database WHERE datname = '{name}'",
        ]
    )
    return "role" in rows, "space" in rows, "database" in rows


def faults(name: str, kib: int) -> list:
    rows = ask(
        [
            f"SELECT 'login' FROM pg_roles WHERE rolname = '{name}' AND rolcanlogin AND NOT rolsuper",
            f"SELECT 'password' FROM pg_authid WHERE rolname = '{name}' AND rolpassword IS NOT NULL",
            "SELECT 'database' FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba JOIN pg_tablespace t ON t.oid = d.dattablespace "
            f"WHERE d.datname = '{name}' AND r.rolname = '{name}' AND t.spcname = '{name}' AND d.datallowconn",
        ]
    )
    expected = (("database", "database"), ("login", "user"), ("password", "password"))
    found = [fault for word, fault in expected if word not in rows]
    return found + ([] if volumes.is_as_large(name, kib) else ["limit"])


def ask(statements) -> list:
    if not statements:
        return []
    argv = ["runuser", "-u", OWNER, "--", "psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", "postgres"]
    done = run(argv, given=";\n".join(statements) + ";\n")
    if done.returncode != 0:
        raise Refused("failed", "PostgreSQL refused")
    return done.stdout.splitlines()
