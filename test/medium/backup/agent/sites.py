# A site's home as the web server makes it, with a database beside. WORDS: make|spoil|hashes|remove NAME
import hashlib
import json
import os
import subprocess
import sys

act, name = sys.argv[1:]
home, number, database = f"/srv/web/{name}", 100_000 + int(name[1:]), f"{name}_blog"


def put(path, text):
    os.makedirs(os.path.dirname(f"{home}/{path}"), exist_ok=True)
    with open(f"{home}/{path}", "w", encoding="utf-8") as file:
        file.write(text)


def make():
    subprocess.run(["btrfs", "subvolume", "create", home], check=True, capture_output=True)
    for folder in ("htdocs", "private", "tmp"):
        os.mkdir(f"{home}/{folder}")
    for page in range(20):
        put(f"htdocs/blog/{page}.html", f"page {page}")
    put("private/notes", "notes")
    os.symlink("/etc/passwd", f"{home}/htdocs/link")
    os.link(f"{home}/htdocs/blog/1.html", f"{home}/htdocs/blog/again.html")
    put("htdocs/caf\udce9.html", "a name that is no text")
    for folder, folders, names in os.walk(home):
        for one in folders + names:
            os.chown(f"{folder}/{one}", number, number, follow_symlinks=False)
    os.chown(home, 0, number)
    tell(f"CREATE DATABASE {database}; CREATE TABLE {database}.posts (title TEXT); INSERT INTO {database}.posts VALUES ('hello')")


def spoil():
    put("htdocs/blog/3.html", "spoilt")
    put("htdocs/new.html", "new")


def hashes():
    found = {}
    for folder, _folders, names in os.walk(f"{home}/htdocs"):
        for one in names:
            if not os.path.islink(f"{folder}/{one}"):
                with open(f"{folder}/{one}", "rb") as file:
                    found[os.path.relpath(f"{folder}/{one}", home)] = hashlib.sha256(file.read()).hexdigest()
    print(json.dumps(found, sort_keys=True))


def remove():
    subprocess.run(["btrfs", "subvolume", "delete", home], check=True, capture_output=True)
    tell(f"DROP DATABASE {database}")


def tell(statements):
    subprocess.run(["mariadb", "-e", statements], check=True)


{"make": make, "spoil": spoil, "hashes": hashes, "remove": remove}[act]()
