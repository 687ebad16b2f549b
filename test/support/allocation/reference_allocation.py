"""A second allocation of one pool, slow on purpose and written from the text of the design page alone: exact fractions,
everything sorted, everything hashed. Cases on standard input, one a line; results or {"error": field} likewise."""
import hashlib
import json
import re
import sys
from fractions import Fraction
from math import ceil, floor

AMOUNT = re.compile(r"(0|[1-9][0-9]*)")


class Refused(Exception):
    pass


def hamilton(total, weights, salt):
    whole = sum(weights.values())
    exact = {key: Fraction(total * weight, whole) for key, weight in weights.items()}
    shares = {key: floor(value) for key, value in exact.items()}

    def rank(key):
        return (shares[key] - exact[key], hashlib.sha256(f"{salt}|{key}".encode()).digest())

    for key in sorted((key for key in exact if exact[key] > shares[key]), key=rank)[: total - sum(shares.values())]:
        shares[key] += 1
    return shares


def split(amount, weights, parts, salt):
    """Shares with the house among them, and whether parts stood in for use."""
    if sum(weights.values()) == 0:
        return hamilton(amount, parts, salt), True
    return hamilton(amount, weights, salt), False


def component(case, name, salt_name, amount, weights):
    salt = case["salt"] + "|" + salt_name
    shares, fallback = split(amount, weights, case["parts"], salt)
    house = shares.pop("~house", 0)
    for member, more in hamilton(house, case["parts"], salt + "|house").items():
        shares[member] += more
    return {"amount": amount, "shares": shares, "house": house, "fallback": fallback}


def allocate(case):
    amount, parts, salt = case["minutes"] * 1_000_000, case["parts"], case["salt"]
    points = {"~sol": case["solidarity"], **dict(case["drivers"])}
    amounts = hamilton(amount, points, salt + "|comp")
    components = {"~solidarity": component(case, "~solidarity", "~sol", amounts["~sol"], parts)}
    for driver, _ in case["drivers"]:
        used = case["usage"].get(driver, {})
        weights = {member: used.get(member, 0) for member in parts}
        if used.get("~house", 0) > 0:
            weights["~house"] = used["~house"]
        components[driver] = component(case, driver, driver, amounts[driver], weights)
    before = {member: sum(one["shares"][member] for one in components.values()) for member in parts}
    after = capped(before, amount, case)
    moved = {member: after[member] - before[member] for member in parts}
    return {"umin": after, "components": components, "capMoved": moved}


def capped(before, amount, case):
    parts, (top, bottom) = case["parts"], case["cap"]
    limit = {member: ceil(Fraction(top * amount * part, bottom * sum(parts.values()))) for member, part in parts.items()}
    now = dict(before)
    while any(now[member] > limit[member] for member in now):
        cut = sum(max(0, now[member] - limit[member]) for member in now)
        now = {member: min(now[member], limit[member]) for member in now}
        room = {member: part for member, part in parts.items() if part > 0 and now[member] < limit[member]}
        for member, more in hamilton(cut, room, case["salt"] + "|cap").items():
            now[member] += more
    return now


def refuse_unless(true, field):
    if not true:
        raise Refused(field)


def integer(value, field):
    refuse_unless(type(value) is int and value >= 0, field)
    return value


def amount_of(value, field):
    refuse_unless(isinstance(value, str) and AMOUNT.fullmatch(value) is not None, field)
    return int(value)


def checked(case):
    refuse_unless(isinstance(case, dict), "json")
    required = ["salt", "minutes", "solidarity", "drivers", "cap", "parts"]
    for name in case:
        refuse_unless(name in required + ["usage"], name)
    for name in required:
        refuse_unless(name in case, name)
    refuse_unless(isinstance(case["salt"], str), "salt")
    integer(case["minutes"], "minutes")
    integer(case["solidarity"], "solidarity")
    check_drivers(case)
    refuse_unless(isinstance(case["cap"], list) and len(case["cap"]) == 2, "cap")
    top, bottom = (integer(value, "cap") for value in case["cap"])
    refuse_unless(bottom >= 1 and top >= bottom, "cap")
    refuse_unless(isinstance(case["parts"], dict), "parts")
    parts = {member: amount_of(part, "parts") for member, part in case["parts"].items()}
    refuse_unless(not any("~" in member or "|" in member for member in parts), "parts")
    refuse_unless(sum(parts.values()) > 0, "parts")
    return {**case, "parts": parts, "usage": checked_usage(case, parts)}


def check_drivers(case):
    refuse_unless(isinstance(case["drivers"], list), "drivers")
    names = []
    for driver in case["drivers"]:
        refuse_unless(isinstance(driver, list) and len(driver) == 2 and isinstance(driver[0], str), "drivers")
        integer(driver[1], "drivers")
        name = driver[0]
        refuse_unless("~" not in name and "|" not in name and name not in ("cap", "comp", *names), "drivers")
        names.append(name)
    refuse_unless(case["solidarity"] + sum(points for _, points in case["drivers"]) == 10_000, "solidarity")


def checked_usage(case, parts):
    usage = case.get("usage", {})
    refuse_unless(isinstance(usage, dict), "usage")
    for driver, used in usage.items():
        refuse_unless(driver in [name for name, _ in case["drivers"]] and isinstance(used, dict), "usage")
        refuse_unless(all(member in parts or member == "~house" for member in used), "usage")
    return {driver: {member: amount_of(value, "usage") for member, value in used.items()} for driver, used in usage.items()}


def written(value):
    """Amounts as strings, as results are written; True and False stay."""
    if isinstance(value, dict):
        return {name: written(item) for name, item in value.items()}
    return str(value) if type(value) is int else value


def no_duplicates(pairs):
    refuse_unless(len(pairs) == len({name for name, _ in pairs}), "twice")
    return dict(pairs)


def answer(line):
    try:
        return written(allocate(checked(json.loads(line, object_pairs_hook=no_duplicates))))
    except Refused as refused:
        return {"error": str(refused)}
    except json.JSONDecodeError:
        return {"error": "json"}


if __name__ == "__main__":
    sys.stdin.reconfigure(encoding="utf-8", newline="\n")
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    for case_line in sys.stdin:
        print(json.dumps(answer(case_line), ensure_ascii=False))
