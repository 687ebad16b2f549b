"""Unix accounts: one per site, numbered after its name, and one per person who exchanges files with it."""

import contextlib
import grp
import os
import pwd
import signal

from ..commands import run
from ..protocol import Refused
from . import places

NGINX_ACCOUNT = "www-data"
SFTP_GROUP = "amie-sftp"
NOLOGIN = "/usr/sbin/nologin"


def find(name: str):
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def make_sites(names) -> None:
    """Accounts of sites, all in one go; what is there stays. Nginx joins each site's group, and so may read it."""
    missing = [name for name in names if find(name) is None or not is_read_by_nginx(name)]
    if not missing:
        return
    lines = []
    for name in missing:
        number = places.uid_of(name)
        lines += [f"g {name} {number}", f'u {name} {number}:{number} "Site {name}" /nonexistent {NOLOGIN}']
        lines += [f"m {NGINX_ACCOUNT} {name}"]
    done = run(["systemd-sysusers", "-"], given="\n".join(lines) + "\n")
    for name in missing:
        account = find(name)
        if done.returncode != 0 or account is None or account.pw_uid != places.uid_of(name):
            raise Refused("failed", "the account of a site was not made")


def is_read_by_nginx(name: str) -> bool:
    try:
        return NGINX_ACCOUNT in grp.getgrnam(name).gr_mem
    except KeyError:
        return False


def make_login(login: str, site: str) -> None:
    """An account that shares the site's number: what one person uploads, the site and the others can change."""
    number = str(places.uid_of(site))
    if find(login) is None:
        argv = ["useradd", "--non-unique", "--uid", number, "--gid", number, "--no-create-home", "--no-user-group"]
        done = run([*argv, "--home-dir", places.home(site), "--shell", NOLOGIN, "--groups", SFTP_GROUP, "--", login])
        if done.returncode != 0 or find(login) is None:
            raise Refused("failed", "the login was not made")
    elif not may_exchange(login):
        run(["gpasswd", "-a", login, SFTP_GROUP])
        refuse_unless(may_exchange(login), "the login was not let in")


def set_password(login: str, password: str) -> None:
    if run(["chpasswd"], given=f"{login}:{password}\n").returncode != 0:
        raise Refused("failed", "the password was not set")


def has_password(login: str) -> bool:
    """Whether a password is there that opens; a locked one does not count."""
    return _stored(login).startswith("$")


def keeps_password(login: str) -> bool:
    return _stored(login).lstrip("!").startswith("$")


def unlock(login: str) -> None:
    run(["usermod", "--unlock", "--", login])
    refuse_unless(has_password(login), "the password was not unlocked")


def clear_password(login: str) -> None:
    run(["usermod", "--password", "*", "--", login])
    refuse_unless(not keeps_password(login), "the password was not taken away")


def lock(login: str) -> None:
    """Nobody signs in any more; the password stays, locked. Read back, as another program may hold the lists of accounts."""
    if find(login) is None:
        return
    run(["usermod", "--lock", "--", login])
    if may_exchange(login):
        run(["gpasswd", "-d", login, SFTP_GROUP])
    refuse_unless(not has_password(login) and not may_exchange(login), "the login was not locked")


def remove(name: str) -> None:
    """The account goes. A site's number is never given again, because its name is not."""
    if find(name) is not None:
        # By force: a login has its site's number, of which PHP runs. Nothing of a home is touched without --remove.
        run(["userdel", "--force", "--", name])
        refuse_unless(find(name) is None, "the account was not removed")


def refuse_unless(is_so: bool, trouble: str) -> None:
    if not is_so:
        raise Refused("failed", trouble)


def _stored(login: str) -> str:
    # Python's own module for this file goes with 3.13.
    with open("/etc/shadow", encoding="utf-8") as file:
        for line in file:
            fields = line.split(":")
            if fields[0] == login:
                return fields[1]
    return ""


def end_all(number: int) -> None:
    """Ends every process of a site's number, also those that start while it looks."""
    for _ in range(20):
        if not _signal_where(lambda pid: os.stat(f"/proc/{pid}").st_uid == number):
            return


def end_sessions(login: str) -> None:
    """Ends the SSH sessions of one login, whose processes carry its name."""
    title = f"sshd: {login}".encode()

    def is_session(pid):
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            words = file.read(256)
        return words.startswith(title) and words[len(title) : len(title) + 1] in (b"", b"\0", b"@", b" ")

    _signal_where(is_session)


def _signal_where(is_wanted) -> int:
    count = 0
    for entry in os.listdir("/proc"):
        with contextlib.suppress(OSError):
            if entry.isdigit() and is_wanted(entry):
                # The number may have been given anew since: the handle is of the process that was looked at, or gone.
                handle = os.pidfd_open(int(entry))
                try:
                    if is_wanted(entry):
                        signal.pidfd_send_signal(handle, signal.SIGKILL)
                        count += 1
                finally:
                    os.close(handle)
    return count


def may_exchange(login: str) -> bool:
    return login in grp.getgrnam(SFTP_GROUP).gr_mem
