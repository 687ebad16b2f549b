"""PHP of each site: its files, and its unit of systemd."""

import contextlib
import os
import shutil
import tempfile

from ..commands import run
from ..files import replace_file
from . import fpm, places

WANTS = "/etc/systemd/system/multi-user.target.wants"
UNIT = "/etc/systemd/system/amie-fpm@.service"


def unit(name: str) -> str:
    return f"amie-fpm@{name}.service"


def wanted(spec: dict) -> dict:
    """Files of a site's PHP, by name; empty when none is to run."""
    if spec["content"] != "php" or spec["isSuspended"]:
        return {}
    name = spec["name"]
    return {"fpm.conf": fpm.master(name), "pool.conf": fpm.pool(name), "php-fpm": binary(spec["phpVersion"])}


def binary(version: str) -> str:
    return f"/usr/sbin/php-fpm{version}"


def there(name: str) -> dict:
    folder, found = f"{places.FPM}/{name}", {}
    for file in ("fpm.conf", "pool.conf"):
        with contextlib.suppress(FileNotFoundError):
            with open(f"{folder}/{file}", encoding="ascii") as opened:
                found[file] = opened.read()
    with contextlib.suppress(OSError):
        found["php-fpm"] = os.readlink(f"{folder}/php-fpm")
    return found


def write(name: str, files: dict) -> None:
    """The files are these and no others; none removes the folder, and the unit is not started at boot any more."""
    folder, link = f"{places.FPM}/{name}", f"{WANTS}/{unit(name)}"
    if not files:
        shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(link)
        return
    os.makedirs(folder, mode=0o755, exist_ok=True)
    os.chmod(folder, 0o755)
    for file in ("fpm.conf", "pool.conf"):
        replace_file(f"{folder}/{file}", files[file].encode("ascii"), 0o644)
    place_link(f"{folder}/php-fpm", files["php-fpm"])
    place_link(link, UNIT)


def place_link(path: str, target: str) -> None:
    with contextlib.suppress(OSError):
        if os.readlink(path) == target:
            return
    with contextlib.suppress(FileNotFoundError):
        os.unlink(f"{path}.new")
    os.symlink(target, f"{path}.new")
    os.rename(f"{path}.new", path)


def refusals(wanted_files: dict) -> set:
    """Sites whose pool PHP refuses. Pools of one version are tried together, and one by one when that fails."""
    by_version = {}
    for name, files in wanted_files.items():
        if files:
            by_version.setdefault(files["php-fpm"], []).append(name)
    refused = set()
    for binary, names in by_version.items():
        if not accepts(binary, {name: wanted_files[name] for name in names}):
            refused |= {name for name in names if not accepts(binary, {name: wanted_files[name]})}
    return refused


def accepts(binary: str, pools: dict) -> bool:
    if not os.path.exists(binary):
        return False
    with tempfile.TemporaryDirectory(dir="/run") as folder:
        for name, files in pools.items():
            replace_file(f"{folder}/{name}.pool", files["pool.conf"].encode("ascii"), 0o600)
        trial = f"{folder}/fpm.conf"
        replace_file(trial, fpm.trial(pools, folder).encode("ascii"), 0o600)
        return run([binary, "-t", "--fpm-config", trial]).returncode == 0


def start(names) -> set:
    """Starts anew what is named, together; returns those that do not run."""
    if not names:
        return set()
    units = [unit(name) for name in names]
    run(["systemctl", "reset-failed", *units])
    run(["systemctl", "restart", *units], deadline=240)
    return not_running(names)


def stop(names) -> None:
    if names:
        run(["systemctl", "stop", *(unit(name) for name in names)], deadline=240)


def not_running(names) -> set:
    names = list(names)
    if not names:
        return set()
    lines = run(["systemctl", "is-active", *(unit(name) for name in names)]).stdout.split()
    return {name for name, state in zip(names, lines) if state != "active"}
