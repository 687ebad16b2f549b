"""Starting a daemon's own command: an argument list and an input, never a shell, always a deadline."""

import subprocess

DEADLINE = 60  # seconds


def run(argv, given: str = "", deadline: float = DEADLINE) -> subprocess.CompletedProcess:
    """Result with `returncode`, `stdout` and `stderr` as text. Raises TimeoutExpired; judges no exit status."""
    return subprocess.run(
        argv, input=given, capture_output=True, text=True, errors="replace", timeout=deadline, check=False
    )
