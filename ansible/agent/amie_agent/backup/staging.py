"""Things as they are archived: a mailbox where it stands, a site as a still picture of its volume, a database as a dump.

The picture and the dump are root's, and gone when the run ends: nobody changes under the reader what is being read,
but where the file system makes no snapshots. There the picture shows the site itself, read like a mailbox.
"""

import contextlib
import os
import pwd
import shutil
import subprocess

from .. import disks
from .borg import JobFailed
from .things import DUMP, OBJECTS, PICTURES, SITES, Thing, thing_of

DUMP_DEADLINE = 3600  # seconds
MARIADB = ["/usr/bin/mariadb-dump", "--single-transaction", "--quick", "--routines", "--events", "--skip-dump-date", "--"]
# Not compressed: what did not change is then kept once.
POSTGRESQL = ["/usr/bin/pg_dump", "--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--"]


@contextlib.contextmanager
def staged(asked):
    """Things that can be read as they are from here to the end; one that is not there answers so."""
    with contextlib.ExitStack() as places:
        things = [thing_of(one) for one in asked]
        for thing in things:
            if thing.asked["kind"] == "site":
                places.enter_context(pictured(thing))
            elif thing.asked["kind"] == "site-database":
                places.enter_context(dumped(thing))
        yield things


@contextlib.contextmanager
def pictured(thing: Thing, sites: str = SITES):
    home = os.path.join(sites, thing.asked["name"])
    os.makedirs(PICTURES, mode=0o700, exist_ok=True)
    remove(thing.root)
    if os.path.isdir(home):
        disks.way_at(home).show(home, thing.root)
    try:
        yield
    finally:
        remove(thing.root)


def remove(picture: str) -> None:
    if os.path.isdir(picture):
        disks.way_at(os.path.dirname(picture)).end_show(picture)


@contextlib.contextmanager
def dumped(thing: Thing):
    shutil.rmtree(thing.root, ignore_errors=True)
    name, engine = thing.asked["name"], thing.asked["engine"]
    try:
        if is_there(engine, name):
            os.makedirs(thing.root, mode=0o700)
            dump(engine, name, thing.root)
        yield
    finally:
        shutil.rmtree(thing.root, ignore_errors=True)


def dump(engine: str, name: str, folder: str) -> None:
    """Into a new file of the folder, called after its form."""
    form, words = (DUMP, MARIADB) if engine == "mariadb" else (OBJECTS, POSTGRESQL)
    argv = [*words, name]
    with open(os.path.join(folder, form), "xb") as file:
        done = subprocess.run(
            argv, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.DEVNULL, timeout=DUMP_DEADLINE, **run_as(engine)
        )
    if done.returncode != 0:
        raise JobFailed("failed", "a database could not be read")


def is_there(engine: str, name: str) -> bool:
    """Asked of the engine itself. One that does not answer raises: its databases are not gone."""
    if engine == "mariadb":
        words = ["/usr/bin/mariadb", "-N", "-e", f"SELECT 1 FROM information_schema.schemata WHERE schema_name = '{name}'"]
    else:
        words = ["/usr/bin/psql", "-XAt", "-c", f"SELECT 1 FROM pg_database WHERE datname = '{name}' AND datallowconn", "postgres"]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, **run_as(engine))
    if done.returncode != 0:
        raise JobFailed("failed", "a database server does not answer")
    return done.stdout.strip() == b"1"


def run_as(engine: str) -> dict:
    """Each engine knows root, or its own account, by the socket: no password anywhere."""
    if engine == "mariadb":
        return {"cwd": "/"}
    account = pwd.getpwnam("postgres")
    return {"cwd": "/", "user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
