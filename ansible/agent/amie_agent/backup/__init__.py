"""Backups: repositories on a backup server, and what a source (a mail or web server) does to fill and read them.

A repository belongs to a member: one unix user, one limited volume, and in it one Borg repository per source, because a
passphrase never leaves the source it was made on.
"""

from .server_verbs import verbs as server_verbs
from .source_verbs import verbs as source_verbs


def verbs() -> dict:
    return {**server_verbs(), **source_verbs()}
