"""A reading of meters with what lets it be checked later: when, by what, and a digest of the figures."""

import hashlib
import json
import time

from . import VERSION


def told(command: str, figures: dict, control_kib) -> dict:
    """`figures` as the agent found them, from several tools and files; `command` says which, `control_kib` what the file system says of all."""
    raw = json.dumps(figures, sort_keys=True, separators=(",", ":")).encode()
    source = {"command": command, "version": f"amie-agent {VERSION}", "sha256": hashlib.sha256(raw).hexdigest()}
    return {"time": int(time.time()), "source": source, "controlKib": control_kib, **figures}
