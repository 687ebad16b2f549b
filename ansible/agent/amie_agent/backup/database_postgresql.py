"""A database of PostgreSQL that is given an older content: loaded into a database of its own, whose role owns nothing else,
given to the database's role, and renamed together with the present one in a single transaction.
"""

import os
import secrets
import subprocess

from ..protocol import Refused
from ..web import postgresql, volumes
from .borg import JobFailed
from .loading import load, secret_file
from .things import DUMP, OBJECTS

RESTORE = "/usr/bin/pg_restore"
AS_SAID = ["--no-owner", "--no-privileges"]
# What loading needs beside the content, and what is left when a volume counts as full.
WORKING_KIB, SPARE_KIB = 8192, 1024


class PostgreSql:
    def __init__(self, name: str, kib: int, _kept: str):
        self._name = name
        self._kib = kib
        # A role reaches the database of its own name alone.
        self._new, self._former = f"restoring_{name}", f"replaced_{name}"

    @staticmethod
    def write_readable(folder: str) -> None:
        """Statements, which people can read and load, instead of the form that the platform loads."""
        objects = os.path.join(folder, OBJECTS)
        if not os.path.exists(objects):
            return
        with open(os.path.join(folder, DUMP), "xb") as file:
            argv = [RESTORE, "--clean", "--if-exists", *AS_SAID, "--file=-", objects]
            done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            raise JobFailed("no-space", "the site's limit has no room for all of it")
        os.unlink(objects)

    def load(self, folder: str) -> None:
        path = os.path.join(folder, OBJECTS)
        if not os.path.exists(path):
            raise JobFailed("failed", "a backup as old as this is only given back beside")
        self._make_room()
        self._clear()
        password = secrets.token_hex(32)
        postgresql.ask(
            [
                f"CREATE ROLE {self._new} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{postgresql.hashed(password)}'",
                f"CREATE DATABASE {self._new} OWNER {self._new} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8' TABLESPACE {self._name}",
                f"REVOKE ALL ON DATABASE {self._new} FROM PUBLIC",
            ]
        )
        with secret_file(self._name, f"*:*:{self._new}:{self._new}:{password}\n") as secret:
            # It speaks to the server itself: no line of a dump is ever a command of a client's.
            argv = [RESTORE, "--exit-on-error", *AS_SAID, "--host=/run/postgresql", f"--username={self._new}", f"--dbname={self._new}"]
            load(self._name, argv, path, self._is_full, {"PGPASSFILE": secret})
        self._refuse_over_limit()
        self._hand_over()

    def _make_room(self) -> None:
        """Both contents stand on the database's own volume until one goes."""
        try:
            volumes.make(self._name, 2 * self._kib + WORKING_KIB, postgresql.OWNER)
        except Refused:
            raise JobFailed("no-space", "the database's disk space has no room for two contents") from None

    def _hand_over(self) -> None:
        """All in it to the database's own role."""
        ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{self._new}'"
        postgresql.ask([f"ALTER ROLE {self._new} NOLOGIN", ended])
        owned = [f"REASSIGN OWNED BY {self._new} TO {self._name}", f"DROP OWNED BY {self._new}", "CHECKPOINT"]
        postgresql.ask([f"\\connect {self._new}\n" + owned[0], *owned[1:]])

    def _refuse_over_limit(self) -> None:
        """As the volume counts, which is what the limit is of."""
        postgresql.ask(["CHECKPOINT"])
        (size,) = postgresql.ask([f"SELECT pg_database_size('{self._name}') / 1024"])
        used = volumes.use(self._name)
        if used is None or used[0] - int(size) > self._kib:
            raise JobFailed("no-space", "the database's limit has no room for it")

    def close(self) -> None:
        ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self._name}' OR usename = '{self._name}'"
        postgresql.ask([f"ALTER ROLE {self._name} NOLOGIN", ended])

    def exchange(self) -> None:
        postgresql.ask(
            [
                "BEGIN",
                f"ALTER DATABASE {self._name} RENAME TO {self._former}",
                f"ALTER DATABASE {self._new} RENAME TO {self._name}",
                f"ALTER ROLE {self._name} LOGIN",
                "COMMIT",
            ]
        )

    def tidy(self) -> None:
        self._clear()
        postgresql.put(self._name, self._kib, None)

    def _clear(self) -> None:
        postgresql.ask(
            [
                *(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)" for name in (self._new, self._former)),
                f"DROP ROLE IF EXISTS {self._new}",
            ]
        )

    def _is_full(self) -> bool:
        used = volumes.use(self._name)
        return used is not None and used[1] < SPARE_KIB
