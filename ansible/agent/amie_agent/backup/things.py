"""What a source can back up: where each kind of thing stands, what of it is left out, what makes a file the same file."""

import os
from collections import Counter
from dataclasses import dataclass, field
from typing import Callable

from .contents import folder_of, message_key, same_key
from .folder_names import for_people

MAIL = "/var/vmail"
SITES = "/srv/web"
PICTURES = f"{SITES}/.backup"
STAGING = "/var/lib/amie-backup/staging"
# A dump in statements, and one that PostgreSQL loads without reading it as commands.
DUMP, OBJECTS = "dump.sql", "dump.pgdump"
SITE_FOLDERS = ("htdocs", "private")
MOST_PLACES, LONGEST_PLACE = 20, 200


@dataclass(frozen=True)
class Thing:
    """`root` is the folder (or file) that is archived; `key_of` names the files whose content is compared."""

    asked: dict
    root: str
    key_of: Callable = same_key
    # What people call the place of a file; None where nothing has a name of its own.
    place_of: Callable = None
    # Excluded below the root, as Borg's `sh:` patterns.
    excluded: tuple = field(default=())

    @property
    def name(self) -> str:
        """One word for the thing, good for a file name."""
        return "-".join([self.asked["kind"], self.asked.get("engine", ""), own_name(self.asked)]).replace("--", "-")

    def is_there(self) -> bool:
        return os.path.isdir(self.root) and not os.path.islink(self.root)

    def listed(self, paths) -> dict:
        """The first of its places with how many files each, and how many places there are, of the files at these paths."""
        if self.place_of is None:
            return {}
        counts = Counter(self.place_of(path) for path in paths)
        first = sorted(counts.items())[:MOST_PLACES]
        return {"places": [{"name": readable(name), "files": count} for name, count in first], "placeCount": len(counts)}

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
        return Thing(asked, root, message_key, mail_folder, (f"sh:{below}/**/dovecot.index*", f"sh:{below}/**/*.lock"))
    if asked["kind"] == "site":
        root = os.path.join(PICTURES, asked["name"])
        below = root.lstrip("/")
        return Thing(asked, root, site_key, same_key, (f"sh:{below}/tmp/*", f"sh:{below}/.*"))
    return Thing(asked, os.path.join(STAGING, f"{asked['engine']}-{asked['name']}"))


def readable(name: str) -> str:
    """A name may hold bytes that are no letters."""
    return name.encode("utf-8", "replace").decode()[:LONGEST_PLACE]


def mail_folder(path: str) -> str:
    return for_people(folder_of(path))


def site_key(path: str):
    """What a member put there; not what PHP and the server keep beside."""
    return path if path.split("/")[0] in SITE_FOLDERS else None
