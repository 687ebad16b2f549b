"""MariaDB: one database and one account of the same name, held to its limit by taking the right to write.

A file system that is full would not do here: InnoDB ends when a file cannot grow (seen with 10.11: a long text, and the
whole server stops and does not come back), and with it the databases beside it. So `limits` looks every two seconds.
"""

import hashlib
import os

from ..commands import run
from ..protocol import Refused

FOLDER = "/var/lib/mysql"
CONNECTIONS = 30
_WRITING = (
    "INSERT, UPDATE, CREATE, ALTER, INDEX, REFERENCES, CREATE TEMPORARY TABLES, CREATE VIEW, CREATE ROUTINE, "
    "ALTER ROUTINE, EXECUTE, EVENT, TRIGGER, DELETE HISTORY"
)


def put(name: str, kib: int, password) -> None:
    """`password` is None to keep the one there is."""
    statements = [f"CREATE DATABASE IF NOT EXISTS `{name}` CHARACTER SET utf8mb4"]
    statements.append(f"CREATE USER IF NOT EXISTS `{name}`@localhost WITH MAX_USER_CONNECTIONS {CONNECTIONS}")
    if password is not None:
        statements.append(f"ALTER USER `{name}`@localhost IDENTIFIED BY PASSWORD '{hashed(password)}'")
    ask([*statements, f"ALTER USER `{name}`@localhost ACCOUNT UNLOCK"])
    hold(name, kib)


def hold(name: str, kib: int) -> bool:
    """Takes the right to write from what is at its limit, gives it back below; answers whether it is held."""
    is_full = (used(name) or 0) >= kib
    if is_full:
        statements = [f"GRANT SELECT, DELETE, DROP, LOCK TABLES, SHOW VIEW ON `{escaped(name)}`.* TO `{name}`@localhost"]
        statements.append(f"REVOKE {_WRITING} ON `{escaped(name)}`.* FROM `{name}`@localhost")
        # An open connection keeps the rights it began with.
        ask([*statements, f"KILL USER `{name}`@localhost"])
    else:
        ask([f"GRANT ALL PRIVILEGES ON `{escaped(name)}`.* TO `{name}`@localhost"])
    return is_full


def used(name: str):
    """KiB of its files, or None when there is no such database."""
    try:
        with os.scandir(f"{FOLDER}/{name}") as files:
            return sum(file.stat(follow_symlinks=False).st_blocks for file in files) // 2
    except FileNotFoundError:
        return None


def use(name: str, kib: int):
    """(KiB used, KiB free), or None when it cannot be told."""
    count = used(name)
    return None if count is None else (count, max(0, kib - count))


def names() -> list:
    return [entry for entry in os.listdir(FOLDER) if os.path.isdir(f"{FOLDER}/{entry}")]


def escaped(name: str) -> str:
    """In a grant the underscore stands for any character."""
    return name.replace("_", "\\_")


def hashed(password: str) -> str:
    """What MariaDB keeps, so that the password itself reaches neither its log nor its history."""
    return "*" + hashlib.sha1(hashlib.sha1(password.encode()).digest()).hexdigest().upper()


def set_aside(name: str) -> None:
    if not has_account(name):
        return
    ask([f"ALTER USER `{name}`@localhost ACCOUNT LOCK", f"KILL USER `{name}`@localhost"])


def purge(name: str) -> None:
    ask([f"DROP USER IF EXISTS `{name}`@localhost", f"DROP DATABASE IF EXISTS `{name}`"])


def has_account(name: str) -> bool:
    return ask([f"SELECT COUNT(*) FROM mysql.global_priv WHERE User = '{name}' AND Host = 'localhost'"]) == ["1"]


def faults(name: str, kib: int) -> list:
    rows = ask(
        [
            "SELECT COALESCE(JSON_VALUE(Priv, '$.account_locked'), 0), "
            "COALESCE(JSON_VALUE(Priv, '$.authentication_string'), '') LIKE '*%' "
            f"FROM mysql.global_priv WHERE User = '{name}' AND Host = 'localhost'",
            f"SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = '{name}'",
            f"SELECT CONCAT('writes ', Insert_priv) FROM mysql.db WHERE User = '{name}' AND Select_priv = 'Y'",
        ]
    )
    found = [] if name in rows else ["database"]
    is_full = (used(name) or 0) >= kib
    if not {"writes Y", "writes N"} & set(rows) or not any(row.startswith(("0\t", "false\t")) for row in rows):
        found.append("user")
    if not any(row.endswith("\t1") for row in rows):
        found.append("password")
    return found + (["limit"] if is_full and "writes Y" in rows else [])


def ask(statements) -> list:
    done = run(["mariadb", "--no-defaults", "--batch", "--skip-column-names"], given=";\n".join(statements) + ";\n")
    if done.returncode != 0:
        raise Refused("failed", "MariaDB refused")
    return done.stdout.splitlines()
