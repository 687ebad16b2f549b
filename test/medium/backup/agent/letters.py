# Letters in a mailbox, put there by root as its owner's would stand. WORDS: make STORE COUNT [FOLDER [BYTES]] | hashes STORE [FOLDER]
import hashlib
import json
import os
import pwd
import sys

act, store, *rest = sys.argv[1:]
home = f"/var/vmail/{store}"


def make(count, folder="", size=1000):
    owner = pwd.getpwnam("vmail")
    place = f"{home}/Maildir/{folder}".rstrip("/")
    for part in ("cur", "new", "tmp"):
        os.makedirs(f"{place}/{part}", mode=0o700, exist_ok=True)
    for number in range(count):
        body = f"Subject: {folder} {number}\r\n\r\n{os.urandom(int(size)).hex()}\r\n"
        with open(f"{place}/cur/1700000000.M{number}P1.mail1:2,S", "w", encoding="utf-8") as file:
            file.write(body)
    for top, folders, names in os.walk(home):
        for name in (".", *folders, *names):
            os.chown(os.path.join(top, name), owner.pw_uid, owner.pw_gid)


def hashes(folder=""):
    place = f"{home}/Maildir/{folder}".rstrip("/")
    found = {}
    for part in ("cur", "new"):
        for name in os.listdir(f"{place}/{part}"):
            with open(f"{place}/{part}/{name}", "rb") as file:
                found[name] = hashlib.sha256(file.read()).hexdigest()
    print(json.dumps(found, sort_keys=True))


if act == "make":
    make(int(rest[0]), *rest[1:])
else:
    hashes(*rest)
