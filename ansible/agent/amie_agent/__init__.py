"""The agent: what the platform may have done on a server, and nothing else.

Lives here: the protocol, the fence, the grammars, one module of verbs per service.
Never lives here: a shell string, a path taken from a request, a package beyond Python's own library.
"""

VERSION = "1"
