"""MariaDB: one database and one account of the same name, whose folder stands on the database's own volume."""

import contextlib
import hashlib
import os
import pwd

from ..commands import run
from ..protocol import Refused
from . import volumes

OWNER = "mysql"
FOLDER = "/var/lib/mysql"
CONNECTIONS = 30


def put(name: str, password) -> None:
    """`password` is None to keep the one there is."""
    account = pwd.getpwnam(OWNER)
    link = f"{FOLDER}/{name}"
    with contextlib.suppress(FileExistsError):
        # A folder in its data is a database to MariaDB, behind a link too.
        os.symlink(volumes.data(name), link)
        os.lchown(link, account.pw_uid, account.pw_gid)
    statements = [f"ALTER DATABASE `{name}` CHARACTER SET utf8mb4"]
    statements.append(f"CREATE USER IF NOT EXISTS `{name}`@localhost WITH MAX_USER_CONNECTIONS {CONNECTIONS}")
    if password is not None:
        statements.append(f"ALTER USER `{name}`@localhost IDENTIFIED BY PASSWORD '{hashed(password)}'")
    statements.append(f"GRANT ALL PRIVILEGES ON `{escaped(name)}`.* TO `{name}`@localhost")
    statements.append(f"ALTER USER `{name}`@localhost ACCOUNT UNLOCK")
    ask(statements)


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
    ask([f"DROP USER IF EXISTS `{name}`@localhost"])
    if os.path.lexists(f"{FOLDER}/{name}"):
        ask([f"DROP DATABASE IF EXISTS `{name}`"])
        with contextlib.suppress(FileNotFoundError):
            os.unlink(f"{FOLDER}/{name}")


def has_account(name: str) -> bool:
    return ask([f"SELECT COUNT(*) FROM mysql.global_priv WHERE User = '{name}' AND Host = 'localhost'"]) == ["1"]


def faults(name: str) -> list:
    rows = ask(
        [
            "SELECT COALESCE(JSON_VALUE(Priv, '$.account_locked'), 0), "
            "COALESCE(JSON_VALUE(Priv, '$.authentication_string'), '') LIKE '*%' "
            f"FROM mysql.global_priv WHERE User = '{name}' AND Host = 'localhost'",
            f"SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = '{name}'",
            f"SELECT 'granted' FROM mysql.db WHERE User = '{name}' AND Db = '{escaped(name)}' AND Insert_priv = 'Y'".replace("\\", "\\\\"),
        ]
    )
    found = [] if name in rows else ["database"]
    if "granted" not in rows or not any(row.startswith(("0\t", "false\t")) for row in rows):
        found.append("user")
    if not any(row.endswith("\t1") for row in rows):
        found.append("password")
    return found


def ask(statements) -> list:
    done = run(["mariadb", "--no-defaults", "--batch", "--skip-column-names"], given=";\n".join(statements) + ";\n")
    if done.returncode != 0:
        raise Refused("failed", "MariaDB refused")
    return done.stdout.splitlines()
