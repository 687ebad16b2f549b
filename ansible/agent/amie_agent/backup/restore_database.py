"""A database as it was: beside, as a dump in the private folder of its site; or in its place, where what it held goes into
that folder as a dump.

In place, the old content is loaded beside the new under the rights of the database's own account, then the two change places.
Wherever that is interrupted, `tidy` brings the database to rest: as it was before, or as it was asked for.
"""

import contextlib
import errno
import fcntl
import os
import shutil

from ..protocol import Refused
from ..web.states import States
from .borg import WORK, Borg, JobFailed
from .database_mariadb import MariaDb
from .database_postgresql import PostgreSql
from .restore_site import BEFORE, BESIDE, PRIVATE, enter, is_whole, move_free
from .scratch import hand_over, refuse_too_large, scratch
from .staging import dump
from .things import DUMP, SITES, thing_of

ENGINES = {"mariadb": MariaDb, "postgresql": PostgreSql}
KIND = "site-database"


class DatabaseRestore:
    def __init__(self, request: dict, borg: Borg = None, sites: str = SITES, work: str = WORK, states: States = None):
        self._request = request
        self._asked = request["thing"]
        self._borg = borg or Borg(request["name"])
        self._thing = thing_of(self._asked)
        self._home = os.path.join(sites, self._asked["name"].split("_")[0])
        self._work = work
        self._states = states or States()

    def carry_out(self) -> dict:
        held = self._borg.files(self._request["archive"], self._thing.archived())
        below = len(self._thing.archived()) + 1
        files = {file["path"][below:]: file["size"] for file in held if file["type"] == "-"}
        if not files or not os.path.isdir(self._home):
            raise JobFailed("thing-missing", "the archive does not hold this database, or its site is not here")
        told = self._put_beside(files) if self._request["into"] == "beside" else self._put_in_place(files)
        return {"files": len(files), "bytes": sum(files.values()), **told}

    def _put_beside(self, files: dict) -> dict:
        with scratch(self._home, self._request["name"]) as place:
            made = self._extract(place, files, "the site's limit has no room for all of it")
            ENGINES[self._asked["engine"]].write_readable(made)
            return {"restoredAs": self._move_in(made, BESIDE), "keptAs": None}

    def _put_in_place(self, files: dict) -> dict:
        engine, name = self._asked["engine"], self._asked["name"]
        with taken(self._work, engine, name) as kept:
            database = in_use(self._states, engine, name, kept)
            database.tidy()
            try:
                with scratch(self._work, self._request["name"]) as place:
                    refuse_too_large(place, sum(files.values()))
                    database.load(self._extract(place, files, "the server's disk has no room for it"))
                    database.close()
                    former = self._keep(place)
                    database.exchange()
            finally:
                database.tidy()
            return {"restoredAs": name, "keptAs": former}

    def _extract(self, place: str, files: dict, trouble: str) -> str:
        """Folder that holds the dump."""
        self._borg.extract(self._request["archive"], [self._thing.archived()], place)
        made = os.path.join(place, self._thing.archived())
        if not is_whole(made, files):
            raise JobFailed("no-space", trouble)
        return made

    def _keep(self, place: str) -> str:
        """What the database holds now, as a dump that its people reach; within the limit of their site."""
        engine, former = self._asked["engine"], os.path.join(place, "former")
        os.mkdir(former, 0o700)
        dump(engine, self._asked["name"], former)
        ENGINES[engine].write_readable(former)
        with scratch(self._home, self._request["name"]) as room:
            made = os.path.join(room, "kept")
            os.mkdir(made, 0o700)
            try:
                copy_synced(os.path.join(former, DUMP), os.path.join(made, DUMP))
            except OSError as error:
                if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                    raise
                raise JobFailed("no-space", "the site's limit has no room to keep what the database holds now") from None
            return self._move_in(made, BEFORE)

    def _move_in(self, made: str, prefix: str) -> str:
        number = os.stat(self._home).st_gid
        hand_over(made, number, number)
        wanted = f"{prefix}{self._request['archive'][:10]}-{self._asked['name']}"
        with contextlib.ExitStack() as opened:
            private = enter(opened, PRIVATE, enter(opened, self._home))
            name = move_free(os.path.basename(made), enter(opened, os.path.dirname(made)), wanted, private)
        return f"{PRIVATE}/{name}"


def tidy_all(work: str = WORK, states: States = None) -> None:
    """Brings to rest every database whose restore was interrupted; leaves alone those being restored now."""
    for mark in sorted(os.listdir(top(work))) if os.path.isdir(top(work)) else []:
        engine, name = mark.split("-", 1)
        with contextlib.suppress(BlockingIOError, JobFailed, Refused), taken(work, engine, name, waits=False) as kept:
            in_use(states or States(), engine, name, kept).tidy()


@contextlib.contextmanager
def taken(work: str, engine: str, name: str, waits: bool = True):
    """Folder of what is noted while a database is restored, and the right to do so; the folder goes once all is at rest."""
    path = os.path.join(top(work), f"{engine}-{name}")
    os.makedirs(path, mode=0o700, exist_ok=True)
    opened = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
        yield path
        shutil.rmtree(path)
    finally:
        os.close(opened)


def top(work: str) -> str:
    return os.path.join(work, "restoring")


def in_use(states: States, engine: str, name: str, kept: str):
    state = states.read(KIND, name)
    if state is None or state["isAside"] or state["spec"].get("engine") != engine:
        raise JobFailed("thing-missing", "the database is not in use on this server")
    return ENGINES[engine](name, state["spec"]["limitKib"], kept)


def copy_synced(source: str, target: str) -> None:
    """Written to the disk, so that a limit that is reached is told here."""
    with open(source, "rb") as reader, open(target, "xb") as writer:
        shutil.copyfileobj(reader, writer, 1 << 20)
        writer.flush()
        os.fsync(writer.fileno())
