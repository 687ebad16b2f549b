"""A mailbox, or one folder of it, as it was: beside what is there, or in its place with what was there kept beside.

Messages keep their names and content; Dovecot numbers them anew, so that no mail program takes one for another.
"""

import contextlib
import os
import pwd

from ..commands import run
from ..mail import DOVEADM, NO_USER, kick
from ..stores import ASIDE
from .borg import Borg, JobFailed
from .contents import folder_of, message_key
from .folder_names import for_people, on_disk
from .maildir import Maildir, opened
from .scratch import hand_over, refuse_too_large, scratch
from .things import MAIL, thing_of

BESIDE, BEFORE = ".Restored-", ".Before-restore-"
# Letters that stand for a person's own flags; without it they would mean nothing.
KEPT_FILES = ("dovecot-keywords",)


class MailboxRestore:
    def __init__(self, request: dict, borg: Borg = None, root: str = MAIL, owner=None, dovecot=None):
        self._request = request
        self._asked = request["thing"]
        self._borg = borg or Borg(request["name"])
        self._thing = thing_of(self._asked, mail=root)
        self._root = root
        self._owner = owner or account()
        self._dovecot = dovecot or Dovecot(self._asked["login"])

    def carry_out(self) -> dict:
        held = self._held()
        folders = chosen(sorted({folder_of(path) for path in held}), self._request["part"])
        wanted = {path: size for path, size in held.items() if folder_of(path) in folders}
        size = sum(wanted.values())
        self._dovecot.refuse_over_limit(size)
        with scratch(os.path.join(self._root, ASIDE), self._request["name"]) as place:
            refuse_too_large(place, size)
            self._extract(place, folders, wanted)
            names = self._move_in(place, folders)
        return {"files": len(wanted), "bytes": size, **names}

    def _held(self) -> dict:
        """Size per message of the archive, by its path in the Maildir. An archived folder without messages is one too."""
        top = self._thing.archived("Maildir")
        files = self._borg.files(self._request["archive"], top)
        if not files:
            raise JobFailed("thing-missing", "the archive does not hold this mailbox")
        below = len(self._thing.archived()) + 1
        held = {file["path"][below:]: file["size"] for file in files if file["type"] == "-"}
        return {path: size for path, size in held.items() if message_key(path)}

    def _extract(self, place: str, folders, wanted: dict) -> None:
        """Makes each folder whole in the scratch place: `place/0`, `place/1`, …, as it will stand."""
        tree = os.path.join(place, "tree")
        os.mkdir(tree, 0o700)
        paths = [path for folder in folders for path in self._paths(folder, wanted)]
        if paths:
            self._borg.extract(self._request["archive"], paths, tree)
        hand_over(tree, *self._owner)
        source = os.path.join(tree, self._thing.archived("Maildir"))
        for number, folder in enumerate(folders):
            self._make_whole(os.path.join(source, folder), os.path.join(place, str(number)))
        found = sum(len(os.listdir(os.path.join(place, str(n), part))) for n in range(len(folders)) for part in ("cur", "new"))
        if found != len(wanted):
            raise JobFailed("content-differs", "not every message came out of the archive")

    def _paths(self, folder: str, wanted: dict) -> list:
        if folder:
            return [self._thing.archived(f"Maildir/{folder}")]
        parts = sorted({path.split("/")[1] for path in wanted if folder_of(path) == ""})
        return [self._thing.archived(f"Maildir/{part}") for part in parts]

    def _make_whole(self, source: str, target: str) -> None:
        os.mkdir(target, 0o700)
        for part in ("cur", "new", *KEPT_FILES):
            with contextlib.suppress(FileNotFoundError):
                os.rename(os.path.join(source, part), os.path.join(target, part))
        for part in ("cur", "new", "tmp"):
            os.makedirs(os.path.join(target, part), mode=0o700, exist_ok=True)
        with open(os.path.join(target, "maildirfolder"), "wb"):
            pass
        hand_over(target, *self._owner)

    def _move_in(self, place: str, folders) -> dict:
        if os.path.isdir(os.path.join(self._root, ASIDE, self._asked["store"])):
            raise JobFailed("thing-aside", "the mailbox is in the bin")
        made = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            with opened(self._root, self._asked["store"], *self._owner) as live:
                if self._request["into"] == "beside":
                    return self._put_beside(made, live, folders)
                return self._put_in_place(made, live, folders)
        finally:
            os.close(made)

    def _put_beside(self, made: int, live: Maildir, folders) -> dict:
        top = live.free_name(BESIDE + self._date())
        arrived = [top + folder for folder in folders]
        for number, folder in enumerate(arrived):
            live.add(made, str(number), folder)
        self._dovecot.show(arrived)
        return {"restoredAs": for_people(top), "keptAs": None}

    def _put_in_place(self, made: int, live: Maildir, folders) -> dict:
        top = live.free_name(BEFORE + self._date())
        others = [] if self._request["part"] else strangers(live.folders(), folders)
        self._dovecot.end_sessions()
        for number, folder in enumerate(folders):
            live.exchange(made, str(number), folder, top + folder)
        for folder in others:
            live.move(folder, top + folder)
        self._dovecot.end_sessions()
        kept = [folder for folder in live.folders() if folder == top or folder.startswith(f"{top}.")]
        self._dovecot.show(kept + [folder for folder in folders if folder])
        return {"restoredAs": self._request["part"] or "INBOX", "keptAs": for_people(top) if kept else None}

    def _date(self) -> str:
        return self._request["archive"][:10]


class Dovecot:
    """What of Dovecot a restore needs: limits, sessions, subscriptions."""

    def __init__(self, login: str):
        self._login = login

    def refuse_over_limit(self, size: int) -> None:
        """What was there stays, so both must fit. A mailbox that nobody has any more has no limit to keep to."""
        asked = run([DOVEADM, "-f", "tab", "quota", "get", "-u", self._login])
        if asked.returncode not in (0, NO_USER):
            raise JobFailed("failed", "the mailbox's limit could not be read")
        used, limit = storage_in(asked.stdout)
        if limit is not None and used + size // 1024 > limit:
            raise JobFailed("no-space", "the mailbox's limit has no room for it")

    def end_sessions(self) -> None:
        kick(self._login)

    def show(self, folders) -> None:
        """Subscribes to them, as most mail programs show nothing else. A restore does not fail for that."""
        names = [for_people(folder) for folder in folders]
        if names:
            run([DOVEADM, "mailbox", "subscribe", "-u", self._login, "--", *names])


def storage_in(table: str):
    """KiB used and KiB allowed; no limit when none is told."""
    rows = [line.split("\t") for line in table.splitlines()[1:]]
    told = next((row for row in rows if row[1:2] == ["STORAGE"]), None)
    return (int(told[2]), int(told[3])) if told and told[3].isdigit() else (0, None)


def account():
    found = pwd.getpwnam("vmail")
    return found.pw_uid, found.pw_gid


def chosen(folders, part) -> list:
    """All of them; or the inbox alone; or a folder with those below it."""
    if part is None:
        return folders
    wanted = on_disk(part)
    found = [name for name in folders if name == wanted or (wanted and name.startswith(f"{wanted}."))]
    if not found:
        raise JobFailed("thing-missing", "the archive holds no such folder")
    return found


def strangers(live, folders) -> list:
    """Folders of now that were not there then, except what former restores left."""
    return [name for name in live if name and name not in folders and not name.startswith((BESIDE, BEFORE))]
