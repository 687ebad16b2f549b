"""What a source can back up: where each kind of thing stands, what of it is left out, what makes a file the same file."""

import os
from dataclasses import dataclass, field
from typing import Callable

from .contents import message_key, same_key

MAIL = "/var/vmail"
SITES = "/srv/web"
PICTURES = f"{SITES}/.backup"
STAGING = "/var/lib/amie-backup/staging"
DUMP = "dump.sql"
SITE_FOLDERS = ("htdocs", "private")


@dataclass(frozen=True)
class Thing:
    """`root` is the folder (or file) that is archived; `key_of` names the files whose content is compared."""

    asked: dict
    root: str
    key_of: Callable = same_key
    # Excluded below the root, as Borg's `sh:` patterns.
    excluded: tuple = field(default=())

    @property
    def name(self) -> str:
        """One word for the thing, good for a file name."""
        return "-".join([self.asked["kind"], self.asked.get("engine", ""), own_name(self.asked)]).replace("--", "-")

    def is_there(self) -> bool:
        return os.path.isdir(self.root) and not os.path.islink(self.root)

    def archived(self, path: str = "") -> str:
        """Path in an archive: Borg leaves the first slash out."""
        return os.path.join(self.root.lstrip("/"), path).rstrip("/")


def own_name(asked: dict) -> str:
    return asked["store"] if asked["kind"] == "mailbox" else asked["name"]


def thing_of(asked: dict, mail: str = MAIL) -> Thing:
    if asked["kind"] == "mailbox":
        root = os.path.join(mail, asked["store"])
        # Dovecot makes its indexes again by itself; a copy taken while one is written would be worse than none.
        below = root.lstrip("/")
        return Thing(asked, root, message_key, (f"sh:{below}/**/dovecot.index*", f"sh:{below}/**/*.lock"))
    if asked["kind"] == "site":
        root = os.path.join(PICTURES, asked["name"])
        below = root.lstrip("/")
        return Thing(asked, root, site_key, (f"sh:{below}/tmp/*", f"sh:{below}/.*"))
    return Thing(asked, os.path.join(STAGING, f"{asked['engine']}-{asked['name']}"))


def site_key(path: str):
    """What a member put there; not what PHP and the server keep beside."""
    return path if path.split("/")[0] in SITE_FOLDERS else None
