"""Where a message to an address would go, asked of Postfix with its own maps."""

from .commands import run
from .protocol import Refused

MAPS = "proxy:ldap:/etc/postfix/amie"
DEPTH = 10


def resolve(addresses, ask=None) -> dict:
    """Final targets per address: mailboxes here and addresses elsewhere; an empty list when the address is refused."""
    ask = ask or look_up
    rewritten = {}
    fresh = set(addresses)
    for _ in range(DEPTH):
        answers = {**ask("replaced", fresh), **ask("kept", fresh)}
        rewritten.update({address: answers.get(address, [address]) for address in fresh})
        fresh = {target for targets in answers.values() for target in targets} - set(rewritten)
        if not fresh:
            break
    ends = {target for targets in rewritten.values() for target in targets}
    ours = set(ask("domains", {domain_of(address) for address in {*ends, *addresses}}))
    mailboxes = set(ask("mailboxes", {end for end in ends if domain_of(end) in ours}))

    def is_delivered(end: str) -> bool:
        return end in mailboxes or domain_of(end) not in ours

    def targets(address: str) -> list:
        if domain_of(address) not in ours:
            return []
        try:
            return sorted(end for end in ends_of(address, rewritten) if is_delivered(end))
        except Circle:
            return []

    return {address: targets(address) for address in addresses}


class Circle(Exception):
    """Addresses that lead to each other for ever: Postfix accepts no mail for them."""


def ends_of(address: str, rewritten: dict, above: frozenset = frozenset()) -> set:
    """Ends of the rewriting; an address that names itself keeps its own copy."""
    found = set()
    for target in rewritten.get(address, [address]):
        if target in above:
            raise Circle
        found |= {target} if target == address else ends_of(target, rewritten, above | {address})
    return found


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
