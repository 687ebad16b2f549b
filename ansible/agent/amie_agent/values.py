"""Every value is parsed again here, with the grammar of the platform's library of values.

`GRAMMARS` holds the same texts as that library, word for word, so that a test can compare the two. They are used with
`fullmatch`: `match` would let a final newline through.
"""

import re

_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_LAST_LABEL = "[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = rf"(?:{_LABEL}\.)+{_LAST_LABEL}"
_LOCAL_PART = "[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?"
_UID = "[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*"

GRAMMARS = {
    "uid": f"^(?=.{{1,32}}$){_UID}$",
    "domainName": f"^(?=.{{4,253}}$){_DOMAIN}$",
    "memberSlug": "^(?!.*--)[a-z][a-z0-9-]{0,30}[a-z0-9]$",
    "mailAddress": rf"^(?=.{{6,254}}$)(?!.*\.\.){_LOCAL_PART}@(?=.{{4,253}}$){_DOMAIN}$",
}
_LANE = "[a-z]{2,16}"
_NUMBER = "(?:0|[1-9][0-9]{0,18})"
_TOKEN = "[A-Za-z0-9]{8,64}"
_MAX_NUMBER = (1 << 63) - 1


class BadValue(ValueError):
    """Says which kind of value was expected; never repeats what was given."""


def text(what: str, grammar: str):
    """A parser of the texts that match the grammar whole."""
    pattern = re.compile(grammar, re.ASCII)

    def parse(value) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise BadValue(f"not a {what}")
        return value

    return parse


parse_store = text("store name", GRAMMARS["uid"])
parse_domain = text("domain name", GRAMMARS["domainName"])
parse_address = text("mail address", GRAMMARS["mailAddress"])
parse_lane = text("lane", _LANE)
parse_token = text("token", _TOKEN)
parse_slug = text("name of a member", GRAMMARS["memberSlug"])


def _number(what: str):
    parse_digits = text(what, _NUMBER)

    def parse(value) -> int:
        number = int(parse_digits(value))
        if number > _MAX_NUMBER:
            raise BadValue(f"not a {what}")
        return number

    return parse


# Both travel as decimal text: they are 64-bit integers, which JSON numbers are not everywhere.
parse_epoch = _number("number of an epoch")
parse_generation = _number("number of a generation")


def parse_timeout(value) -> float:
    """Milliseconds in, seconds out."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 30_000:
        raise BadValue("not a timeout of 0 to 30000 ms")
    return value / 1000
