"""Names of mailbox folders, as people write them and as they stand on the disk: modified UTF-7 (RFC 3501, 5.1.3) with
dots between levels, and a dot before the first. The inbox stands at the top and has no name."""

import base64
import re

_SHIFTED = re.compile("&([^-]*)-")


def on_disk(name: str):
    """Folder's name on the disk; None for a name that no folder can have."""
    if name.upper() == "INBOX":
        return ""
    if "." in name or any(step in ("", "~") for step in name.split("/")):
        return None
    return "." + encoded(name).replace("/", ".")


def for_people(folder: str) -> str:
    return "INBOX" if folder == "" else decoded(folder[1:].replace(".", "/"))


def encoded(text: str) -> str:
    """A run of characters outside ASCII becomes one run of base64."""
    parts = re.split(r"([\x20-\x7e]+)", text)
    return "".join(part.replace("&", "&-") if _is_ascii(part) else _shifted(part) for part in parts)


def decoded(text: str) -> str:
    return _SHIFTED.sub(lambda run: _unshifted(run[1]) if run[1] else "&", text)


def _is_ascii(part: str) -> bool:
    return part == "" or part.isascii()


def _shifted(part: str) -> str:
    packed = base64.b64encode(part.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
    return f"&{packed}-"


def _unshifted(packed: str) -> str:
    padded = packed.replace(",", "/") + "=" * (-len(packed) % 4)
    return base64.b64decode(padded).decode("utf-16-be", errors="replace")
