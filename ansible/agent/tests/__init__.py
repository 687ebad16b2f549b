"""Run from ansible/agent: python3 -m unittest. Nothing beyond Debian's own Python is needed, and no root."""
