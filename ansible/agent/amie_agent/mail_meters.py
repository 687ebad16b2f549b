"""What mailboxes hold, summed by domain: no figure of one person's leaves the server, but for what lies set aside."""

import hashlib
import os
import re
import subprocess
import tempfile
import threading
import time

from . import sent_mail
from .commands import run
from .protocol import Refused
from .stores import ASIDE, ROOT

DOVEADM = "/usr/bin/doveadm"
COMMAND = (DOVEADM, "-f", "tab", "quota", "get", "-A")
DEADLINE = 1800  # seconds: the first reading of a mailbox opens each of its messages
_SIZES = re.compile(r",W=(\d+)|,S=(\d+)")
_COMPLAINT = re.compile(rb"doveadm\(([^\s()]+)\)[^:]*: (?:Error|Fatal|Panic):")
_is_message_folder = {"cur", "new"}.__contains__


def meters(_items) -> dict:
    """Storage of every mailbox in use, and messages sent by day."""
    now = time.time()
    digest = hashlib.sha256()
    domains = stored_by_domain(digest)
    sent = sent_mail.sent_by_day(now)
    return {
        "time": int(now),
        "source": {"command": " ".join(COMMAND), "version": version(), "sha256": digest.hexdigest()},
        "domains": domains,
        "sent": sent,
        # Dovecot counts messages and the file system blocks: their difference would say nothing.
        "controlKib": None,
    }


def version() -> str:
    return f"Dovecot {run(['/usr/sbin/dovecot', '--version']).stdout.split(' ', 1)[0].strip()}"


def stored_by_domain(digest) -> dict:
    """KiB and number of mailboxes that could be read, by domain.

    Some that cannot be read do not spoil the others: whoever knows how many there should be sees what is missing.
    """
    domains, read = {}, set()
    with tempfile.TemporaryFile() as complaints:
        reader = subprocess.Popen(COMMAND, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints)
        alarm = threading.Timer(DEADLINE, reader.kill)
        alarm.start()
        try:
            add_up(reader.stdout, digest, domains, read)
            status = reader.wait()
        finally:
            alarm.cancel()
            reader.kill()
            reader.wait()
            reader.stdout.close()
        complaints.seek(0)
        leave_out(complained_of(complaints) & read, domains)
    if status < 0:
        raise Refused("failed", "the mailboxes were not read in time")
    if status != 0 and not domains:
        raise Refused("failed", "no mailbox could be read")
    return domains


def add_up(lines, digest, domains: dict, read: set) -> None:
    for line in lines:
        digest.update(line)
        # Username, quota, type, value, limit, percent; the header's type is no such word.
        fields = line.split(b"\t", 4)
        if len(fields) < 5 or fields[2] != b"STORAGE" or not fields[3].isdigit():
            continue
        sums = domains.setdefault(domain_of(fields[0]), {"usedKib": 0, "boxes": 0})
        sums["usedKib"] += int(fields[3])
        sums["boxes"] += 1
        read.add(fields[0])


def complained_of(lines) -> set:
    return {match[1] for match in map(_COMPLAINT.match, lines) if match}


def leave_out(logins: set, domains: dict) -> None:
    """Of a mailbox that it may not open, Dovecot says that it holds nothing, and complains aside."""
    for login in logins:
        domains[domain_of(login)]["boxes"] -= 1


def domain_of(login: bytes) -> str:
    return login.rpartition(b"@")[2].decode("ascii", "replace").lower()


def aside(item: dict) -> dict:
    """KiB of the messages in a store that is set aside, counted as Dovecot counts them; 0 where none ever came."""
    root = os.open(ROOT, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        sizes = [size_of(f"{folder}{item['store']}", root) for folder in (f"{ASIDE}/", "")]
    finally:
        os.close(root)
    return {"usedKib": -(-sum(sizes) // 1024)}


def size_of(store: str, root: int) -> int:
    """Bytes. A file that is moved meanwhile is counted once or not at all, never twice by one walk of a folder."""
    total = 0
    try:
        walk = os.fwalk(store, dir_fd=root, follow_symlinks=False, onerror=unless_missing)
        for path, _folders, files, folder in walk:
            if _is_message_folder(os.path.basename(path)):
                total += sum(message_size(name, folder) for name in files)
    except FileNotFoundError:
        return 0
    return total


def message_size(name: str, folder: int) -> int:
    """With lines ended as IMAP ends them, when the name says so; else as it lies there."""
    said = {match[0][1]: int(match[1] or match[2]) for match in _SIZES.finditer(name)}
    if said:
        return said.get("W", said.get("S", 0))
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False).st_size
    except FileNotFoundError:
        return 0


def unless_missing(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error
