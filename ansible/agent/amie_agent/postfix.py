"""Where a message to an address would go, asked of Postfix with its own maps."""

from .commands import run
from .protocol import Refused

MAPS = "proxy:ldap:/etc/postfix/amie"
DEPTH = 10


def resolve(addresses) -> dict:
    """Final targets per address: mailboxes here and addresses elsewhere. None means that the address is refused."""
    rewritten = {}
    fresh = set(addresses)
    for _ in range(DEPTH):
        answers = rewrites(fresh)
        rewritten.update({address: answers.get(address, [address]) for address in fresh})
        fresh = {target for targets in answers.values() for target in targets} - set(rewritten)
        if not fresh:
            break
    ends = {target for targets in rewritten.values() for target in targets}
    ours = set(look_up("domains", {domain_of(address) for address in {*ends, *addresses}}))
    mailboxes = set(look_up("mailboxes", {end for end in ends if domain_of(end) in ours}))

    def is_delivered(end: str) -> bool:
        return end in mailboxes or domain_of(end) not in ours

    return {
        address: sorted(end for end in reached(address, rewritten) if is_delivered(end))
        if domain_of(address) in ours
        else []
        for address in addresses
    }


def reached(address: str, rewritten: dict, above: frozenset = frozenset()) -> set:
    """Ends of the rewriting; an address that names itself keeps its own copy."""
    found = set()
    for target in rewritten.get(address, [address]):
        if target == address or target in above:
            found.add(target)
        else:
            found |= reached(target, rewritten, above | {address})
    return found


def rewrites(addresses) -> dict:
    return {**look_up("replaced", addresses), **look_up("kept", addresses)}


def look_up(name: str, keys) -> dict:
    """What a map answers, per key that it knows. Raises when the map could not be asked: unknown is not absent."""
    if not keys:
        return {}
    done = run(["/usr/sbin/postmap", "-q", "-", f"{MAPS}/{name}.cf"], "".join(f"{key}\n" for key in sorted(keys)))
    if done.stderr or done.returncode not in (0, 1):
        raise Refused("failed", f"the map of {name} does not answer")
    pairs = (line.split("\t", 1) for line in done.stdout.splitlines() if "\t" in line)
    return {key: [value.strip().lower() for value in values.split(",")] for key, values in pairs}


def domain_of(address: str) -> str:
    return address.rpartition("@")[2]
