# Two databases of a site, restored from an archive that is a folder, as root on the web server. WORDS: ACT NAME, JSON on stdin
import hashlib
import json
import os
import shutil
import subprocess
import sys
import uuid

sys.path.insert(0, "/usr/local/lib/amie-agent")

from amie_agent.backup import borg, database_mariadb, database_postgresql, loading, restore_database, staging  # noqa: E402
from amie_agent.backup.things import thing_of  # noqa: E402

act, name, engine = sys.argv[1:4]
site, home = name.split("_")[0], f"/srv/web/{name.split('_')[0]}"
thing = {"kind": "site-database", "name": name, "engine": engine}
kept = f"/run/amie-test-{name}"
PASSWORD = "only4this1lab2only4this1"
NAMES = "`été ``; DROP`" if engine == "mariadb" else '"été ""; DROP"'


class FolderBorg:
    def files(self, _archive, path):
        top = f"{kept}/{path}"
        return [{"type": "-", "path": f"{path}/{one}", "size": os.path.getsize(f"{top}/{one}")} for one in os.listdir(top)]

    def extract(self, _archive, paths, into):
        for path in paths:
            shutil.copytree(f"{kept}/{path}", f"{into}/{path}")


def tell(statements, database=name, account=name):
    if engine == "mariadb":
        argv = ["mariadb", "--no-defaults", "--default-character-set=utf8mb4", f"-u{account}", f"-p{PASSWORD}", "-N", database]
    else:
        argv = ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", "/run/postgresql", "-U", account, database]
    done = subprocess.run(argv, input=statements, capture_output=True, text=True, env={**os.environ, "PGPASSWORD": PASSWORD}, check=False)
    if done.returncode:
        raise SystemExit(f"{engine}: {done.stderr}")
    return done.stdout


def fill(word, rows):
    """Everything a database is made of, with `word` in it."""
    if engine == "mariadb":
        tell(f"""CREATE TABLE parents (id INT PRIMARY KEY, content LONGBLOB);
            CREATE TABLE {NAMES} (id INT AUTO_INCREMENT PRIMARY KEY, parent INT, FOREIGN KEY (parent) REFERENCES parents (id));
            INSERT INTO parents SELECT seq, UNHEX(SHA2(CONCAT('{word}', seq), 512)) FROM seq_1_to_{rows};
            INSERT INTO {NAMES} (parent) SELECT id FROM parents;
            CREATE TABLE told (word TEXT);
            CREATE TRIGGER hears AFTER INSERT ON parents FOR EACH ROW INSERT INTO told VALUES ('{word}');
            CREATE FUNCTION says() RETURNS TEXT DETERMINISTIC RETURN '{word}';
            CREATE VIEW deep AS SELECT id, says() AS word FROM parents; CREATE VIEW above AS SELECT * FROM deep;
            CREATE EVENT daily ON SCHEDULE EVERY 1 DAY DO INSERT INTO told VALUES ('{word}');""")
        return
    tell(f"""CREATE EXTENSION pgcrypto; CREATE SCHEMA apart;
        CREATE TABLE parents (id INT PRIMARY KEY, content BYTEA);
        CREATE TABLE apart.{NAMES} (id SERIAL PRIMARY KEY, parent INT REFERENCES parents (id));
        INSERT INTO parents SELECT i, digest('{word}' || i, 'sha512') FROM generate_series(1, {rows}) i;
        INSERT INTO apart.{NAMES} (parent) SELECT id FROM parents;
        CREATE TABLE told (word TEXT);
        CREATE FUNCTION says() RETURNS TEXT LANGUAGE SQL AS $$ SELECT '{word}'::text $$;
        CREATE FUNCTION hear() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN INSERT INTO told VALUES ('{word}'); RETURN NEW; END $$;
        CREATE TRIGGER hears AFTER INSERT ON parents FOR EACH ROW EXECUTE FUNCTION hear();
        CREATE VIEW deep AS SELECT id, says() AS word FROM parents; CREATE VIEW above AS SELECT * FROM deep;
        SELECT lo_from_bytea(4711, convert_to('{word}', 'UTF8'));""")


def empty():
    if engine == "mariadb":
        tell(f"DROP DATABASE {name}; CREATE DATABASE {name}")
    else:
        tell("DROP SCHEMA IF EXISTS apart CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public; SELECT lo_unlink(oid) FROM pg_largeobject_metadata")


def content():
    """SHA-256 of all there is, as the engine's own dump tells it; and what is made of words is used."""
    folder = f"{kept}/look-{uuid.uuid4()}"
    os.makedirs(folder)
    staging.dump(engine, name, folder)
    restore_database.ENGINES[engine].write_readable(folder)
    with open(f"{folder}/dump.sql", "rb") as file:
        lines = [line for line in file if not line.startswith((b"-- ", b"\\restrict", b"\\unrestrict"))]
    shutil.rmtree(folder)
    return hashlib.sha256(b"".join(lines)).hexdigest()


def archive():
    folder = f"{kept}/{thing_of(thing).archived()}"
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    staging.dump(engine, name, folder)


def restore(into="in-place"):
    request = {"job": str(uuid.uuid4()), "name": "b00001", "archive": "2026-11-22T020000Z", "thing": thing, "part": None, "into": into}
    try:
        return restore_database.DatabaseRestore(request, FolderBorg()).carry_out()
    except borg.JobFailed as failure:
        return {"code": failure.code, "detail": failure.detail}


def broken_off(after):
    """A restore that ends with a power cut of its own at its n-th step; how many steps it came to."""
    child = os.fork()
    if child == 0:
        steps = [0]

        def counted(function):
            def step(*words, **options):
                steps[0] += 1
                if steps[0] > after:
                    os._exit(9)
                return function(*words, **options)

            return step

        for place, names in ((database_mariadb.mariadb, ["ask", "put"]), (database_postgresql.postgresql, ["ask", "put"])):
            for one in names:
                setattr(place, one, counted(getattr(place, one)))
        for place in (database_mariadb, database_postgresql):
            place.load = counted(loading.load)
        database_mariadb.Records.put = counted(database_mariadb.Records.put)
        restore_database.dump = counted(staging.dump)
        restore_database.move_free = counted(restore_database.move_free)
        restore()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def left_over():
    found = []
    for top in ("/var/lib/mysql", "/var/lib/amie-backup/restoring", home, "/var/lib/amie-backup"):
        found += [one for one in (os.listdir(top) if os.path.isdir(top) else []) if "restoring" in one and one != "restoring"]
    argv = ["runuser", "-u", "postgres", "--", "psql", "-XAtc", "SELECT datname FROM pg_database UNION SELECT rolname FROM pg_roles"]
    done = subprocess.run(argv, capture_output=True, text=True, check=True, cwd="/")
    return found + [one for one in done.stdout.splitlines() if one.startswith(("restoring", "replaced"))]


def kept_words():
    return {one: open(f"{home}/private/{one}/dump.sql", encoding="utf-8", errors="replace").read() for one in os.listdir(f"{home}/private")}


def cut_everywhere():
    """A restore broken off after each number of steps, then brought to rest, then repeated: what is wrong afterwards."""
    wrong, then, stride = [], content(), json.load(sys.stdin)["stride"]
    for after in range(0, 200, stride):
        empty()
        fill("now", 5)
        now = content()
        shutil.rmtree(f"{home}/private")
        subprocess.run(["install", "-d", "-o", site, "-g", site, f"{home}/private"], check=True)
        ended = broken_off(after)
        restore_database.tidy_all()
        if content() not in (then, now) or tell("SELECT says()").strip() not in ("then", "now"):
            wrong.append([after, "it was not brought to rest"])
        told = restore() if ended else {}
        if content() != then or left_over() or tell("SELECT says()").strip() != "then":
            wrong.append([after, told, left_over()])
        if not any("'now'" in one for one in kept_words().values()):
            wrong.append([after, "nothing was kept"])
        if ended == 0:
            return {"steps": after, "wrong": wrong}
    raise SystemExit("it never came to its end")


def grow():
    """Some megabytes more; an empty database of PostgreSQL takes seven by itself."""
    if engine == "mariadb":
        tell("ALTER TABLE told MODIFY word LONGTEXT; INSERT INTO told SELECT REPEAT(MD5(RAND()), 62500) FROM seq_1_to_6")
    else:
        tell("INSERT INTO told SELECT md5(random()::text) || repeat(md5(i::text), 3) FROM generate_series(1, 40000) i")


def hostile():
    """Restores from dumps that try to do more than their database's account may: what each came to."""
    given, told = json.load(sys.stdin), {}
    path = f"{kept}/{thing_of(thing).archived()}/dump.sql"
    with open(path, "rb") as file:
        said = file.read()
    for words in given["words"]:
        with open(path, "wb") as file:
            file.write(f"{words}\n".encode() + said)
        told[words] = restore().get("code")
    return told


def settled():
    account = {"mariadb": "SELECT current_user()", "postgresql": "SELECT current_user"}[engine]
    return {"hash": content(), "says": tell("SELECT says()").strip(), "account": tell(account).strip(), "left": left_over()}


ACTS = {
    "fill": lambda: fill(**json.load(sys.stdin)),
    "tell": lambda: tell(json.load(sys.stdin)["words"]),
    "empty": empty,
    "archive": archive,
    "restore": restore,
    "beside": lambda: restore("beside"),
    "settled": settled,
    "cut": cut_everywhere,
    "hostile": hostile,
    "grow": grow,
    "tidy": restore_database.tidy_all,
    "remove": lambda: shutil.rmtree(kept, ignore_errors=True),
}
print(json.dumps(ACTS[act]()))
