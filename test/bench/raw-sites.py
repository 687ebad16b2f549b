"""What the daemons themselves need for many PHP sites, by a bare script: no record of anything, nothing put back.
WORDS: make|remove COUNT"""
import contextlib
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time

act, names = sys.argv[1], [f"w{88_000 + n}" for n in range(int(sys.argv[2]))]
DATA, SITES = "/srv/web", "/etc/nginx/amie/live/bare.conf"


def run(*argv, given=""):
    subprocess.run(argv, input=given, text=True, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def account(name):
    number = 100_000 + int(name[1:])
    return f"g {name} {number}\nu {name} {number}:{number} - /nonexistent /usr/sbin/nologin\nm www-data {name}\n"


def home(name):
    number = 100_000 + int(name[1:])
    run("btrfs", "subvolume", "create", f"{DATA}/{name}")
    run("btrfs", "qgroup", "limit", "1G", f"{DATA}/{name}")
    for folder in ("", "htdocs", "tmp", "private"):
        os.makedirs(f"{DATA}/{name}/{folder}", exist_ok=True)
        os.chown(f"{DATA}/{name}/{folder}", number if folder else 0, number)
        os.chmod(f"{DATA}/{name}/{folder}", 0o750)
    with open(f"{DATA}/{name}/htdocs/index.php", "w", encoding="ascii") as file:
        file.write("<?php echo posix_geteuid();")


def pool(name):
    folder = f"/etc/amie-web/fpm/{name}"
    os.makedirs(folder)
    os.symlink("/usr/sbin/php-fpm8.2", f"{folder}/php-fpm")
    with open(f"{folder}/fpm.conf", "w", encoding="ascii") as file:
        file.write(f"[global]\nerror_log = /dev/null\ndaemonize = no\ninclude = {folder}/pool.conf\n")
    with open(f"{folder}/pool.conf", "w", encoding="ascii") as file:
        file.write(f"[{name}]\nuser = {name}\ngroup = {name}\nlisten = /run/amie-fpm/{name}/fpm.sock\nlisten.mode = 0660\n")
        file.write("pm = ondemand\npm.max_children = 5\n")


def certificate(name):
    folder = f"/etc/amie-web/certificates/{name}"
    os.makedirs(folder)
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", f"{folder}/key.pem"]
    run("openssl", "req", "-x509", *key, "-subj", "/", "-addext", f"subjectAltName=DNS:{name}.test", "-out", f"{folder}/chain.pem")


def vhost(name):
    folder = f"/etc/amie-web/certificates/{name}"
    return f"""server {{
  listen 443 ssl; server_name {name}.test; root {DATA}/{name}/htdocs;
  ssl_certificate {folder}/chain.pem; ssl_certificate_key {folder}/key.pem;
  location / {{ include /etc/nginx/fastcgi_params; fastcgi_pass unix:/run/amie-fpm/{name}/fpm.sock;
    fastcgi_param SCRIPT_FILENAME $document_root/index.php; }}
}}
"""


def probe(name):
    """Until it answers: nginx takes a reload in its own time."""
    end = time.monotonic() + 10
    while not answers(name):
        if time.monotonic() > end:
            raise SystemExit(f"{name} does not answer")
        time.sleep(0.01)


def answers(name):
    with contextlib.suppress(ssl.SSLError):
        return ask(name).endswith(str(100_000 + int(name[1:])).encode())
    return False


def ask(name):
    plain = ssl._create_unverified_context()
    with plain.wrap_socket(socket.create_connection(("127.0.0.1", 443), 10), server_hostname=f"{name}.test") as link:
        link.sendall(f"GET / HTTP/1.0\r\nHost: {name}.test\r\n\r\n".encode())
        return b"".join(iter(lambda: link.recv(65536), b""))


def make():
    run("systemd-sysusers", "-", given="".join(map(account, names)))
    for step in (home, pool, certificate):
        for name in names:
            step(name)
    with open(SITES, "w", encoding="ascii") as file:
        file.write("".join(map(vhost, names)))
    run("php-fpm8.2", "-t", "-y", f"/etc/amie-web/fpm/{names[0]}/fpm.conf")
    run("systemctl", "start", *(f"amie-fpm@{name}" for name in names))
    run("nginx", "-t")
    for _ in range(2):  # a configuration, then the certificates that came for it
        run("systemctl", "reload", "nginx")
    for name in names:
        probe(name)


def remove():
    if os.path.exists(SITES):
        os.unlink(SITES)
    run("systemctl", "reload", "nginx")
    run("systemctl", "stop", *(f"amie-fpm@{name}" for name in names))
    for name in names:
        run("btrfs", "subvolume", "delete", f"{DATA}/{name}")
        for folder in ("fpm", "certificates"):
            shutil.rmtree(f"/etc/amie-web/{folder}/{name}")
        run("userdel", name)


begun = time.monotonic()
{"make": make, "remove": remove}[act]()
print(time.monotonic() - begun)
