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
    "mailAddress": rf"^(?=.{{6,254}}$)(?!.*\.\.){_LOCAL_PART}@(?=.{{4,253}}$){_DOMAIN}$",
}
_LANE = "[a-z]{2,16}"
_EPOCH = "(?:0|[1-9][0-9]{0,18})"
_TOKEN = "[A-Za-z0-9]{8,64}"
_MAX_EPOCH = (1 << 63) - 1


class BadValue(ValueError):
    """Says which kind of value was expected; never repeats what was given."""


def _text(what: str, grammar: str):
    pattern = re.compile(grammar, re.ASCII)

    def parse(value) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise BadValue(f"not a {what}")
        return value

    return parse


parse_store = _text("store name", GRAMMARS["uid"])
parse_domain = _text("domain name", GRAMMARS["domainName"])
parse_address = _text("mail address", GRAMMARS["mailAddress"])
parse_lane = _text("lane", _LANE)
parse_token = _text("token", _TOKEN)
_parse_epoch_text = _text("epoch", _EPOCH)


def parse_epoch(value) -> int:
    """Epochs travel as decimal text: they are 64-bit integers, which JSON numbers are not everywhere."""
    epoch = int(_parse_epoch_text(value))
    if epoch > _MAX_EPOCH:
        raise BadValue("not an epoch")
    return epoch


def parse_timeout(value) -> float:
    """Milliseconds in, seconds out."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 30_000:
        raise BadValue("not a timeout of 0 to 30000 ms")
    return value / 1000
