"""One request a line, one answer a line, until the end of the input.

A request is read whole, checked whole, and only then acted upon. An answer never repeats a value that failed its
check, so nothing a caller sent can come back disguised in a log.
"""

import json
import syslog
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Callable, Mapping

from .values import BadValue, parse_epoch, parse_lane

MAX_LINE = 1 << 20  # bytes
MAX_ITEMS = 1000
AT_ONCE = 8
FIELDS = frozenset({"id", "verb", "lane", "epoch", "items"})


class Refused(Exception):
    """The request, or one item of it, is not carried out; `code` tells the caller why."""

    def __init__(self, code: str, detail: str = "", **more):
        super().__init__(detail)
        self.answer = {"code": code, **({"detail": detail} if detail else {}), **more}


@dataclass(frozen=True)
class Verb:
    """`run` gets the parsed items, or None when the request named none.

    With `each`, it gets one item and its result stands for that item alone: one bad item spoils no other. `parse` maps
    each field of an item to its parser; a field that is not there is refused. A verb that `writes` needs a lane and an
    epoch, and runs with the lane closed to others.
    """

    run: Callable
    parse: Mapping[str, Callable] = field(default_factory=dict)
    key: str = ""
    each: bool = False
    writes: bool = False


def serve(source, sink, verbs, epochs) -> None:
    """Answers every line of `source`; never raises for anything a caller can send."""
    while line := source.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE:
            # The rest of an over-long line cannot be told from a request: say so and hang up.
            write(sink, {"id": None, "ok": False, "code": "bad-request", "detail": "the line is longer than 1 MiB"})
            return
        write(sink, answer(line, verbs, epochs))


def write(sink, document) -> None:
    sink.write(json.dumps(document, separators=(",", ":")).encode() + b"\n")
    sink.flush()


def answer(line: bytes, verbs, epochs) -> dict:
    request_id = None
    try:
        request = read_request(line)
        request_id = request.get("id")
        result = carry_out(request, verbs, epochs)
        return {"id": request_id, "ok": True, **result}
    except Refused as refusal:
        return {"id": request_id, "ok": False, **refusal.answer}
    except Exception as error:  # a fault of ours: name its kind, never its text, which may hold anything
        syslog.syslog(syslog.LOG_ERR, f"failed: {type(error).__name__}")
        return {"id": request_id, "ok": False, "code": "failed", "detail": type(error).__name__}


def read_request(line: bytes) -> dict:
    try:
        request = json.loads(line, object_pairs_hook=no_duplicates, parse_constant=no_constants)
    except (ValueError, RecursionError):
        raise Refused("bad-request", "not a JSON document on one line") from None
    if not isinstance(request, dict):
        raise Refused("bad-request", "not a JSON object")
    if not isinstance(request.get("id"), int) or isinstance(request["id"], bool):
        raise Refused("bad-request", "id must be an integer")
    return request


def no_duplicates(pairs):
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("a field is named twice")
    return document


def no_constants(_name):
    raise ValueError("not JSON")


def carry_out(request: dict, verbs, epochs) -> dict:
    if not set(request) <= FIELDS:
        raise Refused("bad-request", "unknown field")
    name = request.get("verb")
    verb = verbs.get(name) if isinstance(name, str) else None
    if verb is None:
        raise Refused("unknown-verb")
    items = read_items(request.get("items"))
    if not verb.writes:
        return run(verb, items)
    lane, epoch = read_fence(request)
    with epochs.taken(lane, epoch) as is_stale:
        if is_stale is not None:
            raise Refused("stale-epoch", "a newer run has the lane", lastEpoch=str(is_stale))
        syslog.syslog(f"{name} lane={lane} epoch={epoch} items={len(items or [])}")
        return run(verb, items)


def read_items(items):
    if items is None:
        return None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Refused("bad-request", "items must be a list of objects")
    if len(items) > MAX_ITEMS:
        raise Refused("bad-request", f"more than {MAX_ITEMS} items")
    return items


def read_fence(request: dict):
    try:
        return parse_lane(request.get("lane")), parse_epoch(request.get("epoch"))
    except BadValue as bad:
        raise Refused("bad-request", f"a verb that writes needs a lane and an epoch: {bad}") from None


def run(verb: Verb, items) -> dict:
    if not verb.each:
        parsed = [parse_item(verb, item) for item in items] if items is not None else None
        return verb.run(parsed)
    if items is None:
        raise Refused("bad-request", "this verb needs items")
    if verb.writes or len(items) < 2:  # effects keep the order they were asked in
        return {"items": [run_one(verb, item) for item in items]}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return {"items": list(pool.map(lambda item: run_one(verb, item), items))}


def run_one(verb: Verb, item: dict) -> dict:
    key = None
    try:
        parsed = parse_item(verb, item)
        key = parsed[verb.key]
        return {"key": key, "ok": True, **verb.run(parsed)}
    except Refused as refusal:
        return {"key": key, "ok": False, **refusal.answer}
    except Exception as error:
        syslog.syslog(syslog.LOG_ERR, f"item failed: {type(error).__name__}")
        return {"key": key, "ok": False, "code": "failed", "detail": type(error).__name__}


def parse_item(verb: Verb, item: dict) -> dict:
    if set(item) != set(verb.parse):
        raise Refused("bad-request", f"an item holds exactly: {', '.join(sorted(verb.parse)) or 'nothing'}")
    try:
        return {name: parse(item[name]) for name, parse in verb.parse.items()}
    except BadValue as bad:
        raise Refused("bad-value", str(bad)) from None
