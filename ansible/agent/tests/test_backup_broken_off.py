"""A restore in place that ends at any of its steps, by a failure or a power cut: nothing that was live is lost, then or later."""

import contextlib
import errno
import os
from unittest import mock

from amie_agent.backup import maildir, restore_site
from amie_agent.backup.things import PICTURES

from .test_backup_restore import OnAMailbox
from .test_backup_restore_site import SITE, OnASite

FULL = OSError(errno.EDQUOT, "no room")
PLACES = [(restore_site, "rename"), (restore_site, "exchange"), (maildir, "rename"), (maildir, "exchange")]


def broken_off(work, after, end):
    """Whether the work came to a step after that one, where `end` is called instead."""
    steps = 0

    def counted(function):
        def step(*words):
            nonlocal steps
            steps += 1
            if steps == after + 1:
                end()
            return function(*words)

        return step

    with contextlib.ExitStack() as patched:
        for place, name in PLACES:
            patched.enter_context(mock.patch.object(place, name, counted(getattr(place, name))))
        with contextlib.suppress(OSError):
            work()
    return steps > after


def fail():
    raise FULL


def cut_off(work, after):
    """The same with a power cut: nothing is cleaned up behind it."""
    child = os.fork()
    if child == 0:
        broken_off(work, after, lambda: os._exit(9))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def texts_below(top):
    found = []
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if not name.startswith(".restoring.")]
        for name in names:
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                found.append(file.read())
    return found


class BrokenOff:
    """What is live says "now"; whoever mixes this in names its top and restores it whole."""

    def outlives(self, break_off):
        for after in range(100):
            self.renew(after)
            live = self.of_now()
            is_broken = break_off(self.restore_whole, after)
            self.assertEqual(self.of_now(), live)
            self.restore_whole()
            self.assertEqual(self.of_now(), live)
            self.expect_then()
            if not is_broken:
                return self.assertGreater(after, 3)

    def of_now(self):
        return sorted(text for text in texts_below(self.live_top()) if text.startswith("now"))

    def test_a_failure_at_any_step_loses_nothing(self):
        self.outlives(lambda work, after: broken_off(work, after, fail))

    def test_a_power_cut_at_any_step_loses_nothing(self):
        self.outlives(cut_off)


class SiteBrokenOff(BrokenOff, OnASite):
    def live_top(self):
        return self.home

    def renew(self, number):
        self.write(os.path.join(self.home, "htdocs/new.php"), f"now {number}")
        self.write(os.path.join(self.home, "private/notes"), f"now and noted {number}")

    def restore_whole(self):
        return self.restore("in-place")

    def expect_then(self):
        self.assertEqual(self.read("htdocs/blog/index.php"), "then")
        self.assertEqual(sorted(os.listdir(self.home)), ["htdocs", "private"])


class MailboxBrokenOff(BrokenOff, OnAMailbox):
    def live_top(self):
        return self.vmail

    def renew(self, number):
        for name in ("", ".Work", ".Today"):
            self.message(os.path.join(self.live, name), f"now{number}")

    def restore_whole(self):
        return self.restore("in-place")

    def expect_then(self):
        self.assertIn("Maildir/then", self.messages())
        self.assertEqual(os.listdir(os.path.join(self.vmail, ".aside")), [])
