"""Verbs of the web service: sites, their databases, and the people who exchange files with them.

Lives here: what is made of a member's site on this server, one folder's worth per idea, and nothing typed by a member
that was not parsed again first. Never here: a path taken from a request, a secret told back, a shell.
"""
