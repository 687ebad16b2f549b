"""What nginx reads: a folder of one file per site, replaced whole by moving one link.

A new tree shares the files that did not change. It is tried by nginx itself before the link moves, and the former tree
stays until the next one is in use.
"""

import contextlib
import glob
import os
import re
import resource
import secrets
import shutil
import signal
import syslog
import time

from ..commands import run
from ..files import replace_file, sync_folder
from ..protocol import Refused
from . import places

LIVE = f"{places.NGINX}/live"
TREES = f"{places.NGINX}/trees"
MAIN = "/etc/nginx/nginx.conf"
PID = "/run/nginx.pid"
# Names the tree that nginx has read; gone with a restart of the machine, which only costs a reload.
READ = "/run/amie-nginx.read"
# Files nginx may hold open: two logs of each site, twice while it goes from one configuration to the next. As in nginx.conf.
FILES = 16_384
DEADLINE = 20  # seconds
_BLAMED = re.compile(r"trees/[0-9a-z]+/(w[0-9]{5,9})\.conf")
_CERTIFICATE = re.compile(r"/certificates/(w[0-9]{5,9})/")
_LOG = re.compile(r"/\.logs/(w[0-9]{5,9})/")


def current(name: str):
    """Text that is in use for a site, or None."""
    try:
        with open(f"{LIVE}/{name}.conf", encoding="ascii") as file:
            return file.read()
    except FileNotFoundError:
        return None


def names() -> set:
    return {entry[:-5] for entry in os.listdir(LIVE) if entry.endswith(".conf")}


def build(changes: dict) -> str:
    """A tree like the one in use, but for the sites named: their text, or None for none. Returns its name."""
    tree = secrets.token_hex(8)
    folder = f"{TREES}/{tree}"
    os.mkdir(folder, 0o755)
    for name in names() - set(changes):
        os.link(f"{LIVE}/{name}.conf", f"{folder}/{name}.conf")
    for name, text in changes.items():
        if text is not None:
            replace_file(f"{folder}/{name}.conf", text.encode("ascii"), 0o644)
    sync_folder(folder)
    return tree


def refusals(tree: str) -> dict:
    """`{site: why}` of the first thing nginx does not accept; empty when it accepts the whole tree."""
    with open(MAIN, encoding="utf-8") as file:
        main = file.read().replace(f"{places.NGINX}/live/", f"{TREES}/{tree}/")
    trial = f"/run/amie-nginx-{tree}.conf"
    replace_file(trial, main.encode(), 0o600)
    allow_files()
    try:
        done = run(["nginx", "-t", "-q", "-c", trial])
    finally:
        os.unlink(trial)
    if done.returncode == 0:
        return {}
    match = _BLAMED.search(done.stderr) or _CERTIFICATE.search(done.stderr) or _LOG.search(done.stderr)
    if not match:
        raise Refused("failed", "nginx refuses its configuration, and names no site")
    return {match[1]: reason(done.stderr)}


def allow_files() -> None:
    """For this process and the nginx it starts to try a tree: what a terminal allows is used up by 250 sites."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def reason(text: str) -> str:
    """First complaint, without paths that tell how this server is laid out."""
    line = next((line for line in text.splitlines() if "[emerg]" in line), "nginx refuses it")
    return re.sub(r" in /\S+:\d+$", "", line.split("[emerg]")[-1].strip())[:300]


def use(tree: str) -> str:
    """Moves the link; returns the tree that was in use."""
    former = os.path.basename(os.readlink(LIVE))
    fresh = f"{LIVE}.{tree}"
    os.symlink(f"trees/{tree}", fresh)
    os.rename(fresh, LIVE)
    sync_folder(places.NGINX)
    return former


def drop(tree: str) -> None:
    if tree != "none" and os.path.basename(os.readlink(LIVE)) != tree:
        shutil.rmtree(f"{TREES}/{tree}", ignore_errors=True)


def drop_strays() -> None:
    """Trees, and links on their way, that a run left when it was cut short."""
    for link in glob.glob(f"{LIVE}.*"):
        os.unlink(link)
    for tree in os.listdir(TREES):
        drop(tree)


def is_read() -> bool:
    """Whether nginx is known to answer by the tree in use, and by its certificates as they are now."""
    try:
        with open(READ, encoding="ascii") as file:
            return file.read() == os.path.basename(os.readlink(LIVE))
    except FileNotFoundError:
        return False


def forget_read() -> None:
    """Before a file that nginx has read is replaced under it."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(READ)


def reload() -> None:
    """Returns once nobody is answered by what was in use before, requests that had begun apart; or says it is not so."""
    forget_read()
    if not told_to_read() and run(["systemctl", "start", "nginx"]).returncode != 0:
        raise Refused("failed", "nginx does not start")
    replace_file(READ, os.path.basename(os.readlink(LIVE)).encode("ascii"), 0o600)


def told_to_read() -> bool:
    """False when no nginx runs."""
    try:
        with open(PID, encoding="ascii") as file:
            master = int(file.read())
        workers = workers_of(master)
        os.kill(master, signal.SIGHUP)
    except (FileNotFoundError, ProcessLookupError, ValueError):
        return False
    deadline = time.monotonic() + DEADLINE
    while any(is_accepting(worker) for worker in workers):
        if time.monotonic() >= deadline:
            raise Refused("failed", "nginx goes on with its former configuration")
        time.sleep(0.01)
    return True


def workers_of(master: int) -> list:
    with open(f"/proc/{master}/task/{master}/children", encoding="ascii") as file:
        return [int(word) for word in file.read().split()]


def is_accepting(worker: int) -> bool:
    """A worker that was told to end says so in its title, and takes no new connection."""
    try:
        with open(f"/proc/{worker}/cmdline", "rb") as file:
            title = file.read()
    except OSError:
        return False
    return title != b"" and b"shutting down" not in title


def install(changes: dict) -> dict:
    """Brings texts into use, all that nginx accepts in one reload; `{site: why}` of those it refuses, left as they were.

    A site refused as it was, because something under it is gone, is taken out: else it would hold up every other, and
    nginx would not come back after a stop. A look tells of it. What an earlier run put there without telling nginx, because
    it was cut short, is told now.
    """
    refused = {}
    changed = {name: text for name, text in changes.items() if text != current(name)}
    while changed:
        tree = build(changed)
        found = refusals(tree)
        if not found:
            bring(tree)
            break
        drop_now(tree)
        for name, why in found.items():
            if changed.pop(name, None) is None:
                syslog.syslog(syslog.LOG_ERR, f"{name} is taken out of nginx, which refuses it")
                changed[name] = None
            else:
                refused[name] = why
    if not is_read():
        reload()
    return refused


def bring(tree: str) -> None:
    """Moves the link and tells nginx; moves it back when nginx does not take it up."""
    former = use(tree)
    try:
        reload()
    except Exception:
        use(former)
        drop(tree)
        raise
    drop(former)


def drop_now(tree: str) -> None:
    shutil.rmtree(f"{TREES}/{tree}", ignore_errors=True)
