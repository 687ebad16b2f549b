# A site, changed and set aside by runs that end at each of their steps as by a power cut, then repeated; as root on the web
# server. WORDS: NAME DOMAIN, the stride on stdin
import base64
import itertools
import json
import os
import socket
import ssl
import sys

sys.path.insert(0, "/usr/local/lib/amie-agent")

from amie_agent.web import folders, look, places, trees, units  # noqa: E402
from amie_agent.web.sites import Sites  # noqa: E402
from amie_agent.web.states import States  # noqa: E402

name, domain = sys.argv[1:3]
states = States()
sites, generations = Sites(states), itertools.count(1)
PASSWORDS = {"alice": "a" * 24, "bob": "b" * 24}
# What a run leaves in the world is left by one of these.
STEPS = {"os.rename", "os.link", "os.symlink", "os.mkdir", "os.remove", "os.rmdir", "os.chown", "os.kill", "fcntl.ioctl"}
STEPS |= {"subprocess.Popen", "shutil.rmtree"}


def spec(content, **protected):
    return {
        "slug": "petits-pas",
        "name": name,
        "content": content,
        "phpVersion": "8.2" if content == "php" else None,
        "domains": [domain],
        "mainDomain": domain,
        "redirects": [],
        "isHstsOn": False,
        "protectedFolders": [{"path": f"/{path}", "logins": logins} for path, logins in sorted(protected.items())],
        "limitKib": 20480,
        "isSuspended": False,
        "importedCertificate": None,
    }


# From one to the other, its PHP goes or comes, and so does a folder of other people that sorts before.
ONE, OTHER = spec("php", private=["alice"]), spec("static", a=["bob"], private=["alice"])


def put(wanted, generation):
    secret = {"certificate": None, "passwords": [{"login": login, "password": word} for login, word in PASSWORDS.items()]}
    item = {"kind": "site", "name": name, "generation": generation, "spec": wanted, "secret": secret}
    sites.prepare_accounts([item])
    sites.put(item)
    refused = sites.commit([item])[name]
    if refused is not None:
        raise refused


def set_aside(generation):
    told = sites.set_aside([{"kind": "site", "name": name, "generation": generation}])[name]
    if not isinstance(told, dict):
        raise told


def line_of_web():
    """Where the web service is; what one of its lines sets off is one step."""
    frame = sys._getframe(2)
    while frame is not None and "/amie_agent/web/" not in frame.f_code.co_filename:
        frame = frame.f_back
    return frame and (frame.f_code, frame.f_lineno)


def cut_short(act, after) -> bool:
    """Whether the act was over before that many steps."""
    child = os.fork()
    if child == 0:
        seen = []

        def heard(event, _words):
            if event in STEPS and (not seen or seen[-1] != line_of_web()):
                seen.append(line_of_web())
                if len(seen) > after:
                    os._exit(9)

        sys.addaudithook(heard)
        act()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def status(path, login):
    """What a visitor with that password is told; 0 when there is no such site."""
    context = ssl._create_unverified_context()
    try:
        with context.wrap_socket(socket.create_connection(("127.0.0.1", 443), 20), server_hostname=domain) as link:
            basic = base64.b64encode(f"{login}:{PASSWORDS[login]}".encode()).decode()
            link.sendall(f"GET {path} HTTP/1.0\r\nHost: {domain}\r\nAuthorization: Basic {basic}\r\n\r\n".encode())
            return int(link.recv(4096)[9:12])
    except ssl.SSLError:
        return 0


def wrong(wanted, generation) -> list:
    """What is not as the statement says, or not as if nothing had been cut short."""
    found = look.Look(states, None, None, [{"kind": "site", "name": name}]).at({"kind": "site", "name": name})
    files = (states.read("site", name) or {}).get("files", {})
    checks = {
        "state": (found["state"], found.get("generation"), found.get("faults")) == ("present", str(generation), []),
        "nginx": trees.is_read() and set(os.listdir(trees.TREES)) == {"none", os.path.basename(os.readlink(trees.LIVE))},
        "passwords": {one for one in os.listdir(places.PASSWORDS) if one.startswith(name)} == {f"{name}.json", *files.values()},
        "people": set(folders.known(name)) == folders.logins_of(wanted),
        "links": not [one for one in os.listdir(places.NGINX) if one.startswith("live.")],
        "prepared": states.staged(name) is None,
        "private": (status("/private/", "bob"), status("/private/", "alice")) == (401, 200),
        "a": status("/a/", "alice") == (401 if wanted is OTHER else 404),
        "php": status("/private/code.php", "alice") == (404 if wanted is OTHER else 200),
    }
    return [what for what, is_right in checks.items() if not is_right]


def changes(stride):
    """Steps there are, and what was wrong after how many."""
    told, wanted = [], ONE
    for after in itertools.count(0, stride):
        wanted, generation = OTHER if wanted is ONE else ONE, next(generations)
        is_over = cut_short(lambda: put(wanted, generation), after)
        # Whatever was done of it, those who could enter can, and nobody else.
        if (status("/private/", "bob"), status("/private/", "alice")) not in ((401, 200), (401, 502)):
            told.append([after, "the folder was open to others or closed to its own"])
        put(wanted, generation)
        told += [[after, what] for what in wrong(wanted, generation)]
        if is_over:
            return after, told


def leaves(stride):
    told = []
    for after in itertools.count(0, stride):
        generation = next(generations)
        is_over = cut_short(lambda: set_aside(generation), after)
        set_aside(generation)
        if status("/", "alice") or units.there(name) or (states.read("site", name) or {}).get("isAside") is not True:
            told.append([after, "it was not set aside"])
        generation = next(generations)
        put(ONE, generation)
        told += [[after, what] for what in wrong(ONE, generation)]
        if is_over:
            return after, told


put(ONE, next(generations))
os.makedirs(f"{places.home(name)}/htdocs/private", exist_ok=True)
os.chown(f"{places.home(name)}/htdocs/private", places.uid_of(name), places.uid_of(name))
for file, text in (("index.html", "for alice"), ("code.php", "<?php echo 1;")):
    path = f"{places.home(name)}/htdocs/private/{file}"
    with open(path, "w", encoding="ascii") as opened:
        opened.write(text)
    os.chown(path, places.uid_of(name), places.uid_of(name))
strides = json.load(sys.stdin)
changed, told = changes(strides["change"])
left, more = leaves(strides["leave"])
print(json.dumps({"changed": changed, "left": left, "wrong": told + more}))
