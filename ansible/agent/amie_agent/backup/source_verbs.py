"""Verbs of a source: what a mail or web server does to fill and read its members' repositories."""

from ..protocol import Refused, Verb
from . import values
from .borg import Borg, JobFailed
from .index import Index
from .jobs import Jobs
from .places import Places

CHECK_DEADLINE = 18  # seconds
OF_REPOSITORY = {"name": values.parse_repository}
OF_JOB = {"job": values.parse_job, "name": values.parse_repository}
TO_PREPARE = {
    "name": values.parse_repository,
    "turn": values.parse_turn,
    "address": values.parse_server_address,
    "hostKey": values.parse_host_key,
    "escrowKey": values.parse_escrow_key,
}
TO_RESTORE = {
    **OF_JOB,
    "archive": values.parse_archive,
    "thing": values.parse_thing,
    "part": values.parse_part,
    "into": values.one_of("way to restore", "beside", "in-place"),
}
_DOORS = {
    "repository-empty": "empty",
    "repository-locked": "locked",
    "repository-unreachable": "unreachable",
    "repository-older": "older",
}


def verbs(places: Places = None, jobs: Jobs = None) -> dict:
    places = places or Places()
    jobs = jobs or Jobs()

    def starts(kind, fields):
        def start(item):
            places.get(item["name"])
            return jobs.start(kind, item)

        return Verb(start, fields, key="job", each=True, writes=True)

    def sources(items):
        names = places.names() if items is None else sorted({item["name"] for item in items})
        return {"items": [look(places, name) for name in names]}

    def archives(item):
        places.get(item["name"])
        return {"archives": Index(item["name"]).archives()}

    return {
        "backup.prepare": Verb(places.prepare, TO_PREPARE, key="name", each=True, writes=True),
        "backup.sources": Verb(sources, OF_REPOSITORY),
        "backup.run": starts("run", {**OF_JOB, "things": values.parse_things}),
        "backup.restore": starts("restore", TO_RESTORE),
        "backup.drill": starts("drill", OF_JOB),
        "backup.jobs": Verb(lambda item: jobs.look(item["job"]), {"job": values.parse_job}, key="job", each=True),
        "backup.archives": Verb(archives, OF_REPOSITORY, key="name", each=True),
        "backup.check": Verb(lambda item: check(places, item["name"]), OF_REPOSITORY, key="name", each=True),
    }


def look(places: Places, name: str) -> dict:
    try:
        return {"key": name, "ok": True, **places.look(name)}
    except Refused as refusal:
        return {"key": name, "ok": False, **refusal.answer}


def check(places: Places, name: str) -> dict:
    """Goes through the real door with the real key, as a run would; leaves nothing."""
    places.get(name)
    try:
        Borg(name, places, lock_wait=1).read(["list", "--last", "1", "--short"], deadline=CHECK_DEADLINE)
    except JobFailed as failure:
        return {"state": _DOORS.get(failure.code, "refused")}
    return {"state": "readable"}
