"""Verbs about the agent itself."""

import time

from . import VERSION
from .protocol import Verb


def verbs(epochs):
    def hello(_request):
        return {"version": VERSION, "epochs": epochs.all(), "time": int(time.time())}

    return {"agent.hello": Verb(hello)}
