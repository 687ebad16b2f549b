#!/usr/bin/python3
"""Runs verbs of the agent while a site's account swaps its own files for links, as fast as the kernel allows.

In: `{uid, home, flips, victim, rounds: {name: [request, …]}}`; each round's requests are sent again and again until so
many swaps were made meanwhile. Out: `{round: {flips, calls, failed}}`. Root starts it; the swaps are made as the site.
With `isOnce` they are sent once, after so many swaps and while they go on: the home may be one that only root enters.
"""

import ctypes
import json
import mmap
import os
import shutil
import signal
import subprocess
import sys
import time

EXCHANGE = 2
libc = ctypes.CDLL(None, use_errno=True)


def swap(folder, first, second):
    return libc.renameat2(folder, first, folder, second, EXCHANGE) == 0


def clear(path):
    """What an earlier round left, whichever way round it stands."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


def pairs_in(home, victim):
    """A file, a folder and a nested folder, each beside a link that leads out, and a file beside a pipe that nobody writes
    to; in every folder the site may write."""
    made = []
    for room in ("htdocs", "tmp", "private"):
        folder = os.open(f"{home}/{room}", os.O_RDONLY | os.O_DIRECTORY)
        for name in ("php.log", "php.log.link"):
            clear(f"{home}/{room}/{name}")
        os.close(os.open(f"{home}/{room}/php.log", os.O_WRONLY | os.O_CREAT, 0o644))
        os.mkfifo(f"{home}/{room}/php.log.link")
        made.append((folder, b"php.log", b"php.log.link"))
        for name, target in (
            ("index.html", f"{victim}/private/secret"),
            ("data", victim),
            ("deep", "/etc"),
            ("loop", "loop"),
            ("up", "../../../../../../etc"),
        ):
            clear(f"{home}/{room}/{name}")
            clear(f"{home}/{room}/{name}.link")
            if name == "index.html":
                with open(f"{home}/{room}/{name}", "w") as file:
                    file.write("mine\n")
            else:
                os.makedirs(f"{home}/{room}/{name}/inner/innermost", exist_ok=True)
            os.symlink(target, f"{home}/{room}/{name}.link")
            made.append((folder, name.encode(), f"{name}.link".encode()))
    return made


def flip_for_ever(asked, count):
    os.setgroups([])
    os.chdir(asked["home"])
    os.setresgid(asked["uid"], asked["uid"], asked["uid"])
    os.setresuid(asked["uid"], asked["uid"], asked["uid"])
    made = pairs_in(".", asked["victim"])
    total = 0
    while True:
        for pair in made:
            total += swap(*pair)
        count[:8] = total.to_bytes(8, "little")


def start_flipping(asked, count):
    child = os.fork()
    if child == 0:
        try:
            flip_for_ever(asked, count)
        finally:
            os._exit(1)
    return child


def send_once(agent, requests, child, count, least):
    """Swaps made before, while and after; whether a request failed. The child goes on without what it swaps."""
    while int.from_bytes(count[:8], "little") < least:
        time.sleep(0.01)
    failed = sum(not call(agent, request) for request in requests)
    flips = int.from_bytes(count[:8], "little")
    os.kill(child, 9)
    os.waitpid(child, 0)
    return {"flips": flips, "calls": len(requests), "failed": failed}


def call(agent, request):
    agent.stdin.write(json.dumps(request) + "\n")
    agent.stdin.flush()
    signal.alarm(60)  # a pipe nobody writes to would be waited for without end
    answer = json.loads(agent.stdout.readline())
    return all(item.get("ok", True) for item in answer.get("items", [answer])) and answer["ok"]


def main():
    asked = json.load(sys.stdin)
    agent = subprocess.Popen(["/usr/local/sbin/amie-agent"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    report = {}
    for name, requests in asked["rounds"].items():
        count = mmap.mmap(-1, 8)
        flips, calls, failed, child = 0, 0, 0, start_flipping(asked, count)
        if asked.get("isOnce"):
            report[name] = send_once(agent, requests, child, count, asked["flips"])
            continue
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            for request in requests:
                failed += not call(agent, request)
                calls += 1
            ended, _status = os.waitpid(child, os.WNOHANG)
            flips += int.from_bytes(count[:8], "little") if ended else 0
            if ended:  # setting a site aside ends what runs as its account
                count[:8] = bytes(8)
                child = start_flipping(asked, count)
            total = flips + int.from_bytes(count[:8], "little")
            if total >= asked["flips"] and calls >= 10:
                break
        flips += int.from_bytes(count[:8], "little")
        os.kill(child, 9)
        os.waitpid(child, 0)
        report[name] = {"flips": flips, "calls": calls, "failed": failed}
    agent.stdin.close()
    print(json.dumps(report))


main()
