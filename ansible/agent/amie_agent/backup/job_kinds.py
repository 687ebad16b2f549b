"""What a job of each kind does."""

from .drill import Drill
from .restore_mailbox import MailboxRestore
from .run import run


def restore(request: dict) -> dict:
    return MailboxRestore(request).carry_out()


KINDS = {"run": run, "restore": restore, "drill": lambda request: Drill(request).carry_out()}
