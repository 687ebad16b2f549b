"""Runs as an account without rights: asks the authority for certificates with Debian's acme-tiny.

In: `{directory, key, challenges, requests: {name: path of a request}}`. Out: one line per name, `{name, chain}` or
`{name, problem}`, as each is decided; with a problem, the `domain` it is about, when the authority blames one.
"""

import json
import logging
import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

AT_ONCE = 6


def main() -> int:
    import acme_tiny

    asked = json.load(sys.stdin)
    said = threading.Lock()
    log = logging.getLogger("quiet")
    log.addHandler(logging.NullHandler())
    log.propagate = False

    def ask(entry):
        name, request = entry
        try:
            chain = acme_tiny.get_crt(
                asked["key"], request, asked["challenges"], log=log, directory_url=asked["directory"], disable_check=True
            )
            answer = {"name": name, "chain": chain}
        except Exception as error:  # whatever the authority answers, the other names go on
            answer = {"name": name, "problem": problem_of(str(error)), "domain": domain_of(str(error))}
        with said:
            print(json.dumps(answer), flush=True)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(ask, asked["requests"].items()))
    return 0


def problem_of(text: str) -> str:
    if "rateLimited" in text or "Response Code: 429" in text:
        return "rate-limited"
    if "Challenge did not pass" in text:
        return "not-reachable"
    if "Error getting directory" in text:
        return "authority-silent"
    if "rejectedIdentifier" in text:
        return "name-refused"
    return "authority-refused"


def domain_of(text: str):
    """The name for which the authority's challenge did not pass, or for which it gives no certificate."""
    blamed = re.search(r"Challenge did not pass for ([a-z0-9.-]+):|Cannot issue for \\*\"([a-z0-9.-]+)\\*\"", text)
    return blamed and (blamed[1] or blamed[2])


if __name__ == "__main__":
    sys.exit(main())
