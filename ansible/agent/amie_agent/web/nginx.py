"""Nginx's configuration of a site, made from values by one serializer; nothing a member typed can end a directive."""

import re

from . import places

_PLAIN = re.compile(r"[A-Za-z0-9_./:@=*,+%~?&!-]+", re.ASCII)


class Phrase(str):
    """A word of ours that may hold variables and signs; never made from what a member typed."""


def render(directives) -> str:
    """A list of (name, word…) or (name, word…, [inner directives])."""
    return "".join(_lines(directives, 0))


def _lines(directives, depth: int):
    for directive in directives:
        inner = directive[-1] if isinstance(directive[-1], list) else None
        words = directive if inner is None else directive[:-1]
        text = "  " * depth + " ".join(_word(word) for word in words)
        if inner is None:
            yield text + ";\n"
        else:
            yield text + " {\n"
            yield from _lines(inner, depth + 1)
            yield "  " * depth + "}\n"


def _word(word) -> str:
    text = str(word)
    if isinstance(word, Phrase):
        return text
    if not _PLAIN.fullmatch(text):
        raise ValueError("a word that cannot stand in nginx's configuration")
    return text


def site(spec: dict, certificate, files: dict) -> str:
    """`certificate` is (chain, key), both paths; `files` names the file of passwords of each protected folder."""
    name = spec["name"]
    return render(
        [
            ("server", [*_listens(80), _names(spec), *_logs(name), _challenge(), _to_https()]),
            ("server", [*_listens(443), _names(spec), *_logs(name), *_tls(spec, certificate), *_content(spec, files)]),
        ]
    )


def _listens(port: int):
    options = ("ssl", "http2") if port == 443 else ()
    return [("listen", port, *options), ("listen", Phrase(f"[::]:{port}"), *options)]


def _names(spec):
    return ("server_name", *spec["domains"])


def _logs(name: str):
    return [("access_log", f"{places.logs(name)}/access.log", "amie"), ("error_log", f"{places.logs(name)}/error.log")]


def _challenge():
    inner = [("alias", f"{places.ACME}/challenges/"), ("default_type", "text/plain"), ("access_log", "off")]
    return ("location", Phrase("^~"), "/.well-known/acme-challenge/", inner)


def _to_https():
    return ("location", "/", [("return", 301, Phrase("https://$host$request_uri"))])


def _tls(spec, certificate):
    chain, key = certificate
    yield ("ssl_certificate", chain)
    yield ("ssl_certificate_key", key)
    yield from _hsts(spec)


def _hsts(spec):
    """Said again wherever another header is: nginx takes none over from outside then."""
    if spec["isHstsOn"]:
        yield ("add_header", "Strict-Transport-Security", Phrase('"max-age=31536000"'), "always")


def _content(spec, files: dict):
    if spec["isSuspended"]:
        return [_challenge(), *_maintenance(spec)]
    return [*_root(spec), _challenge(), _probe(spec), *_redirects(spec), *_folders(spec, files), _hidden(), *_body(spec)]


def _maintenance(spec):
    headers = [("add_header", "Retry-After", 3600, "always"), ("add_header", "Cache-Control", "no-store", "always"), *_hsts(spec)]
    page = [("internal",), ("root", places.SHARED), *headers]
    return [
        ("error_page", 503, "/maintenance.html"),
        ("location", "=", "/maintenance.html", page),
        ("location", "/", [("return", 503)]),
    ]


def _root(spec):
    root = f"{places.home(spec['name'])}/htdocs"
    return [
        ("root", root),
        ("index", *(["index.php"] if spec["content"] == "php" else []), "index.html"),
        # Nginx may read every site: a link to what another account owns is not followed.
        ("disable_symlinks", "if_not_owner", f"from={root}"),
    ]


def _probe(spec):
    """Answered by the site's own pool, or from its own home, to this machine alone."""
    rules = [("allow", "127.0.0.1"), ("allow", Phrase("::1")), ("deny", "all"), ("access_log", "off")]
    if spec["content"] == "php":
        rules += _fastcgi(spec["name"], f"{places.SHARED}/probe.php")
    else:
        rules += [("alias", f"{places.home(spec['name'])}/.probe/"), ("default_type", "text/plain")]
        rules += [("disable_symlinks", "on", f"from={places.home(spec['name'])}/.probe/")]
    return ("location", Phrase("^~"), "/.well-known/amie/", rules)


def _redirects(spec):
    for entry in spec["redirects"]:
        code = 301 if entry["isPermanent"] else 302
        yield ("location", "=", entry["from"], [("return", code, entry["to"])])


def _folders(spec, files: dict):
    for folder in spec["protectedFolders"]:
        path = folder["path"]
        rules = [("auth_basic", Phrase('"Amie"')), ("auth_basic_user_file", f"{places.PASSWORDS}/{files[path]}")]
        rules += [_hidden(), *_body(spec, path)]
        if path != "/":
            bare = path.rstrip("/")
            if bare not in [entry["from"] for entry in spec["redirects"]]:
                yield ("location", "=", bare, [*rules[:2], ("return", 301, Phrase(f"$scheme://$host{bare}/"))])
            yield ("location", Phrase("^~"), f"{bare}/", rules)
        else:
            yield ("location", Phrase("^~"), "/", rules)


def _hidden():
    return ("location", "~", Phrase(r'"/\.(?!well-known/)"'), [("return", 404)])


def _source():
    """Code that does not run here is shown to nobody: passwords of databases stand in it. Comes after what runs."""
    return ("location", "~*", Phrase(r'"\.(php[0-9]?|phps|phtml|phar)$"'), [("return", 404)])


def _body(spec, path: str = ""):
    """What answers below a path: the whole site, unless a folder is named."""
    is_whole = path == ""
    if spec["content"] == "static":
        rest = ("try_files", Phrase("$uri"), Phrase("$uri/"), Phrase("=404"))
        if not is_whole:
            return [rest, _source()]
        return [_source()] if _is_all_protected(spec) else [("location", "/", [rest]), _source()]
    rest = ("try_files", Phrase("$uri"), Phrase("$uri/"), Phrase("/index.php?$query_string"))
    run = [("try_files", Phrase("$uri"), Phrase("=404")), *_fastcgi(spec["name"], Phrase("$document_root$fastcgi_script_name"))]
    php = ("location", "~", Phrase(r'"\.php$"'), run)
    if not is_whole:
        return [rest, php, _source()]
    return [php, _source()] if _is_all_protected(spec) else [("location", "/", [rest]), php, _source()]


def _is_all_protected(spec) -> bool:
    return any(folder["path"] == "/" for folder in spec["protectedFolders"])


def _fastcgi(name: str, script):
    return [
        ("fastcgi_pass", f"unix:{places.socket(name)}"),
        ("include", "/etc/nginx/fastcgi_params"),
        ("fastcgi_param", "SCRIPT_FILENAME", script),
        ("fastcgi_param", "PATH_INFO", Phrase('""')),
        # A proxy's header from outside must not become a setting of the script's (CVE-2016-5385).
        ("fastcgi_param", "HTTP_PROXY", Phrase('""')),
        # A script may not send nginx anywhere else.
        ("fastcgi_ignore_headers", "X-Accel-Redirect", "X-Accel-Limit-Rate", "X-Accel-Buffering", "X-Accel-Charset"),
        ("fastcgi_read_timeout", f"{places.server()['phpSeconds']}s"),
    ]
