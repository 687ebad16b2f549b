"""What an account can do about a limit by project, and about its own: run as root in a folder of the file system asked.

Prints a JSON object of what each attempt came to, and of what is counted for whom at the end.
"""

import ctypes
import fcntl
import json
import os
import struct
import sys

sys.path.insert(0, "/usr/local/lib/amie-agent")

from amie_agent.disks import quotas  # noqa: E402

GET, SET, INHERIT = 0x801C581F, 0x401C5820, 0x200  # FS_IOC_FSGETXATTR, FS_IOC_FSSETXATTR, FS_XFLAG_PROJINHERIT
PROJECT = 2
ATTACKER, NEIGHBOUR = 190_001, 190_002
KIB = 4096


def call(folder, command, kind, number, record):
    ctypes.CDLL(None).syscall(443, folder, command << 8 | kind, number, record)


def limit_project(folder, number):
    call(folder, 0x800008, PROJECT, number, ctypes.create_string_buffer(struct.pack("8QI4x", KIB, 0, 0, 0, 0, 0, 0, 0, 1)))


def used_by_project(folder, number):
    record = ctypes.create_string_buffer(72)
    call(folder, 0x800007, PROJECT, number, record)
    return quotas.parse_record(record.raw)[0]


def move(path, project, flags=0):
    folder = os.open(path, os.O_RDONLY)
    fields = bytearray(28)
    fcntl.ioctl(folder, GET, fields)
    xflags, size, count, _project, rest = struct.unpack("4I12s", fields)
    fcntl.ioctl(folder, SET, struct.pack("4I12s", xflags | flags, size, count, project, rest))
    os.close(folder)


def write(path, mebibytes):
    with open(path, "ab", buffering=0) as file:
        for _ in range(mebibytes):
            file.write(b"x" * (1 << 20))
        os.fsync(file.fileno())


def as_attacker(act, *words):
    """What became of it, told by another process: numbers once given up do not come back."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.setgroups([])
        os.setgid(ATTACKER)
        os.setuid(ATTACKER)
        try:
            act(*words)
            os.write(writer, b"done")
        except OSError as error:
            os.write(writer, os.strerror(error.errno).encode())
        os._exit(0)
    os.close(writer)
    said = os.read(reader, 200).decode()
    os.wait()
    return said


top = os.path.join(sys.argv[1], ".projects")
os.mkdir(top, 0o755)
folder = os.open(top, os.O_RDONLY)
mine = os.path.join(top, "mine")
os.mkdir(mine)
os.chown(mine, ATTACKER, ATTACKER)
move(mine, ATTACKER, INHERIT)
limit_project(folder, ATTACKER)
limit_project(folder, NEIGHBOUR)
told = {"over the project's limit": as_attacker(write, f"{mine}/a", 8)}
told["leave the project"] = as_attacker(move, f"{mine}/a", 0)
told["burden a neighbour's project"] = as_attacker(move, f"{mine}/a", NEIGHBOUR)
told["write on"] = as_attacker(write, f"{mine}/b", 2)
told["own project holds"] = used_by_project(folder, ATTACKER)
told["neighbour's project holds"] = used_by_project(folder, NEIGHBOUR)
quotas.limit(folder, ATTACKER, 2 * KIB)
told["over the account's limit"] = as_attacker(write, f"{mine}/c", 8)
told["leave it by project"] = as_attacker(move, f"{mine}/c", 0)
told["give a file away"] = as_attacker(os.chown, f"{mine}/a", NEIGHBOUR, NEIGHBOUR)
told["write on after all"] = as_attacker(write, f"{mine}/d", 4)
told["account holds at most its limit"] = quotas.use_in(folder, ATTACKER)[0] <= 2 * KIB
told["neighbour's account holds"] = quotas.use_in(folder, NEIGHBOUR)[0]
os.close(folder)
parent = os.open(sys.argv[1], os.O_RDONLY)
quotas.erase(parent, ".projects", ATTACKER)
print(json.dumps(told))
