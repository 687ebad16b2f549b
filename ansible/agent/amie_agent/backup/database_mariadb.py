"""A database of MariaDB that is given an older content.

MariaDB knows no renaming of databases: tables move by one statement, and what is made of words (views, triggers, routines,
events) is said again. Everything in a dump is loaded by the database's own account, as what it holds is in that account's
name; it gets a second password meanwhile, so its own goes on being the one there is.
"""

import os
import secrets
import subprocess
import time

from ..files import replace_file
from ..web import mariadb
from .borg import JobFailed
from .loading import load, secret_file
from .records import Records
from .things import DUMP

DUMPER = "/usr/bin/mariadb-dump"
END = b"-- Dump completed"
TRIES = 5


class MariaDb:
    def __init__(self, name: str, kib: int, kept: str):
        self._name = name
        self._kib = kib
        self._new = f"restoring_{name}"
        self._records = Records(kept)
        self._words = os.path.join(kept, "words.sql")

    @staticmethod
    def write_readable(_folder: str) -> None:
        """The dump is text already."""

    def load(self, folder: str) -> None:
        path = os.path.join(folder, DUMP)
        refuse_cut_off(path)
        mariadb.ask(
            [
                f"DROP DATABASE IF EXISTS `{self._new}`",
                f"CREATE DATABASE `{self._new}` CHARACTER SET utf8mb4",
                f"GRANT ALL PRIVILEGES ON `{mariadb.escaped(self._new)}`.* TO `{self._name}`@localhost",
            ]
        )
        self._tell(path, self._new)

    def close(self) -> None:
        mariadb.set_aside(self._name)

    def exchange(self) -> None:
        """From the first note on, the new content is what the database will hold, whatever happens."""
        replace_file(self._words, self._read_words(), 0o600)
        self._records.put("phase", {"is": "emptying"})
        self._go_on()

    def tidy(self) -> None:
        self._go_on()
        self._forget_second_password()
        mariadb.ask([f"DROP DATABASE IF EXISTS `{self._new}`", *self._revoked()])
        mariadb.put(self._name, self._kib, None)

    def _go_on(self) -> None:
        if self._phase() == "emptying":
            mariadb.ask([f"DROP DATABASE IF EXISTS `{self._name}`"])
            self._records.put("phase", {"is": "moving"})
        if self._phase() == "moving":
            self._move()
            self._records.put("phase", {"is": "speaking"})
        if self._phase() == "speaking":
            self._speak()
            self._records.drop("phase")

    def _phase(self):
        return (self._records.find("phase") or {}).get("is")

    def _move(self) -> None:
        """All tables by one statement, which moves all or none. Their triggers would hold them back."""
        views, tables = self._named("VIEW"), self._tables()
        drops = [f"DROP TRIGGER {quoted(self._new, one)}" for one in self._triggers()]
        drops += [f"DROP VIEW {quoted(self._new, one)}" for one in views]
        moves = ", ".join(f"{quoted(self._new, one)} TO {quoted(self._name, one)}" for one in tables)
        made = [f"CREATE DATABASE IF NOT EXISTS `{self._name}` CHARACTER SET utf8mb4"]
        mariadb.ask(["SET NAMES utf8mb4", *made, *drops, *([f"RENAME TABLE {moves}"] if moves else [])])

    def _speak(self) -> None:
        """Twice is once, as the words themselves drop what they make."""
        mariadb.put(self._name, self._kib, None)
        for _ in range(TRIES):
            try:
                return self._tell(self._words, self._name)
            except JobFailed:
                # The site may hold all the connections its account has.
                mariadb.ask([f"KILL USER `{self._name}`@localhost"])
                time.sleep(1)
        self._tell(self._words, self._name)

    def _tell(self, path: str, database: str) -> None:
        password = secrets.token_hex(32)
        former, second = self._password(), mariadb.hashed(password)
        both = f"VIA mysql_native_password USING '{former}' OR mysql_native_password USING '{second}'"
        mariadb.ask([f"ALTER USER `{self._name}`@localhost IDENTIFIED {both}"])
        try:
            with secret_file(self._name, f"[client]\nuser={self._name}\npassword={password}\n") as secret:
                # Neither flag lets a line of the dump be a command of the client's, such as one that starts a shell.
                argv = ["/usr/bin/mariadb", f"--defaults-file={secret}", "--binary-mode", "--sandbox", "--local-infile=0"]
                load(self._name, [*argv, "--batch", "--default-character-set=utf8mb4", database], path, self._is_too_large)
        finally:
            self._forget_second_password()

    def _forget_second_password(self) -> None:
        mariadb.ask([f"ALTER USER `{self._name}`@localhost IDENTIFIED BY PASSWORD '{self._password()}'"])

    def _password(self) -> str:
        of = f"User = '{self._name}' AND Host = 'localhost'"
        found = mariadb.ask([f"SELECT JSON_VALUE(Priv, '$.authentication_string') FROM mysql.global_priv WHERE {of}"])
        if len(found) != 1 or not found[0].startswith("*"):
            raise JobFailed("failed", "the database's account has no password")
        return found[0]

    def _is_too_large(self) -> bool:
        return (mariadb.used(self._new) or 0) >= self._kib

    def _read_words(self) -> bytes:
        """What is made of words in the new content, as statements."""
        common = [DUMPER, "--skip-dump-date", "--no-data"]
        told = carried_out([*common, "--no-create-info", "--routines", "--events", "--add-drop-trigger", "--", self._new])
        views = self._named("VIEW")
        # A view may call a routine.
        return told + (carried_out([*common, "--skip-triggers", "--", self._new, *views]) if views else b"")

    def _revoked(self) -> list:
        pattern = mariadb.escaped(self._new)
        held = mariadb.ask([f"SELECT 1 FROM mysql.db WHERE User = '{self._name}' AND Db = '{pattern.replace(chr(92), chr(92) * 2)}'"])
        return [f"REVOKE ALL PRIVILEGES ON `{pattern}`.* FROM `{self._name}`@localhost"] if held else []

    def _named(self, kind: str) -> list:
        return names(f"TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = '{self._new}' AND TABLE_TYPE = '{kind}'")

    def _tables(self) -> list:
        return [name for kind in ("BASE TABLE", "SEQUENCE", "SYSTEM VERSIONED") for name in self._named(kind)]

    def _triggers(self) -> list:
        return names(f"TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = '{self._new}'")


def names(words: str) -> list:
    """Whatever they are made of."""
    column, rest = words.split(" ", 1)
    return [bytes.fromhex(one).decode() for one in mariadb.ask([f"SELECT HEX({column}) {rest}"])]


def quoted(database: str, name: str) -> str:
    return f"`{database}`.`{name.replace('`', '``')}`"


def refuse_cut_off(path: str) -> None:
    with open(path, "rb") as file:
        file.seek(max(0, os.fstat(file.fileno()).st_size - 200))
        if END not in file.read():
            raise JobFailed("content-differs", "the dump does not reach its end")


def carried_out(argv) -> bytes:
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, timeout=600, cwd="/", check=False)
    if done.returncode != 0:
        raise JobFailed("failed", "the database could not be read")
    return done.stdout
