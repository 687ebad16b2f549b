"""What a job of each kind does."""

from .drill import Drill
from .restore_mailbox import MailboxRestore
from .restore_database import DatabaseRestore
from .restore_site import SiteRestore
from .run import run

RESTORES = {"mailbox": MailboxRestore, "site": SiteRestore, "site-database": DatabaseRestore}
KINDS = {
    "run": run,
    "restore": lambda request: RESTORES[request["thing"]["kind"]](request).carry_out(),
    "drill": lambda request: Drill(request).carry_out(),
}
