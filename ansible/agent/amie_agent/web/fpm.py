"""PHP-FPM's configuration of a site: a master of its own with one pool, made from values by one serializer."""

import re

from . import places

_VALUE = re.compile(r"[A-Za-z0-9_./:,@*+-]*", re.ASCII)


def render(sections) -> str:
    """`{section: {setting: value}}`; raises ValueError for a value that could end a line or a section."""
    lines = []
    for section, settings in sections.items():
        lines.append(f"[{_checked(section)}]\n")
        lines += [f"{key} = {_checked(value)}\n" for key, value in settings.items()]
    return "".join(lines)


def _checked(value) -> str:
    text = str(value)
    if not _VALUE.fullmatch(text):
        raise ValueError("a value that cannot stand in PHP's configuration")
    return text


def master(name: str) -> str:
    """The master's own settings; the pool stands beside, so that many pools can be tried by one command."""
    return render({"global": {"error_log": "/dev/null", "daemonize": "no", "include": f"{places.FPM}/{name}/pool.conf"}})


def pool(name: str) -> str:
    home, server = places.home(name), places.server()
    admin = {
        "open_basedir": f"{home}/htdocs/:{home}/tmp/:{home}/private/:{places.SHARED}/probe.php",
        "upload_tmp_dir": f"{home}/tmp",
        "sys_temp_dir": f"{home}/tmp",
        "session.save_path": f"{home}/tmp",
        "opcache.lockfile_path": f"{home}/tmp",
        "error_log": f"{home}/private/php.log",
        "upload_max_filesize": f"{server['uploadMib']}M",
        "post_max_size": f"{server['uploadMib']}M",
        # Code of a script's own would be memory that is written and run.
        "ffi.enable": 0,
        "pcre.jit": 0,
        "opcache.jit": "off",
        "cgi.fix_pathinfo": 0,
        "enable_dl": 0,
        "expose_php": 0,
        "log_errors": 1,
    }
    settings = {
        # Already so when it starts; said for PHP's own check, which root runs.
        "user": name,
        "group": name,
        "listen": places.socket(name),
        "listen.mode": "0660",
        "pm": "ondemand",
        "pm.max_children": server["phpChildren"],
        "pm.process_idle_timeout": "30s",
        "pm.max_requests": 1000,
        "request_terminate_timeout": f"{server['phpSeconds']}s",
        "security.limit_extensions": ".php",
        "clear_env": "yes",
        "chdir": f"{home}/htdocs",
        "catch_workers_output": "no",
    }
    flags = {f"php_admin_value[{key}]": value for key, value in admin.items()}
    return render({name: {**settings, **flags, "php_value[display_errors]": 0}})


def trial(names, folder: str) -> str:
    """One configuration that holds the pools of many sites, for trying them in one go."""
    return render({"global": {"error_log": "/dev/null", "include": f"{folder}/*.pool"}}) if names else ""
