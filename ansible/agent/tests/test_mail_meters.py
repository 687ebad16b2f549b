import hashlib
import os
import tempfile
import unittest
from unittest import mock

from amie_agent import mail_meters, tree_total

TABLE = [
    b"Username\tQuota name\tType\tValue\tLimit\t%\n",
    b"ana@larecre.test\tStorage\tSTORAGE\t120\t1048576\t0\n",
    b"ana@larecre.test\tStorage\tMESSAGE\t9\t-\t0\n",
    b"bo@larecre.test\tStorage\tSTORAGE\t3\t1048576\t0\n",
    b"cy@theatre.test\tStorage\tSTORAGE\t0\t1048576\t0\n",
]


class Storage(unittest.TestCase):
    def add_up(self, lines):
        domains = {}
        mail_meters.add_up(lines, hashlib.sha256(), domains, set())
        return domains

    def test_is_summed_by_domain(self):
        expected = {"larecre.test": {"usedKib": 123, "boxes": 2}, "theatre.test": {"usedKib": 0, "boxes": 1}}
        self.assertEqual(self.add_up(TABLE), expected)

    def test_a_line_cut_short_or_without_a_figure_is_no_mailbox(self):
        cut = [b"di@larecre.test\tStorage\tSTORAGE\t12", b"di@larecre.test\tStorage\tSTORAGE\t\t-\t0\n", b"\n", b"\xff\n"]
        self.assertEqual(self.add_up(TABLE + cut), self.add_up(TABLE))

    def test_a_mailbox_it_complains_of_is_not_read_whatever_figure_it_gives(self):
        complaints = [
            b"doveadm(bo@larecre.test): Error: stat(/var/vmail/bo/Maildir) failed: Permission denied\n",
            b"doveadm(bo@larecre.test): Error: opendir(/var/vmail/bo/Maildir) failed: Permission denied\n",
            b"doveadm(ana@larecre.test): Warning: it took long\n",
            b"doveadm(zoe@larecre.test)<12><abc>: Error: no such store\n",
        ]
        domains, read = {}, set()
        mail_meters.add_up(TABLE, hashlib.sha256(), domains, read)
        mail_meters.leave_out(mail_meters.complained_of(complaints) & read, domains)
        self.assertEqual({domain: sums["boxes"] for domain, sums in domains.items()}, {"larecre.test": 1, "theatre.test": 1})
        self.assertIn(b"zoe@larecre.test", mail_meters.complained_of(complaints))

    def test_the_digest_is_of_all_that_was_answered(self):
        digest = hashlib.sha256()
        mail_meters.add_up(TABLE, digest, {}, set())
        self.assertEqual(digest.hexdigest(), hashlib.sha256(b"".join(TABLE)).hexdigest())

    def test_a_command_that_fails_without_a_figure_is_no_reading(self):
        for command in [("/bin/false",), ("/bin/sh", "-c", "kill -9 $$")]:
            with mock.patch.object(mail_meters, "COMMAND", command), self.assertRaises(mail_meters.Refused):
                mail_meters.stored_by_domain(hashlib.sha256())


class Aside(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        for patch in [mock.patch.object(mail_meters, "ROOT", self.root)]:
            patch.start()
            self.addCleanup(patch.stop)

    def put(self, path, size):
        whole = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        with open(whole, "wb") as file:
            file.write(b"x" * size)

    def used(self, store="ana"):
        return mail_meters.aside({"store": store})["usedKib"]

    def test_what_lies_aside_counts_as_its_server_counted_it(self):
        self.put(".aside/ana/Maildir/cur/1.M1P1.mail1,S=1000,W=1024:2,S", 7)
        self.put(".aside/ana/Maildir/.Sent/new/2.M1P1.mail1,S=2048", 7)
        self.put(".aside/ana/Maildir/cur/3.other", 1)
        self.put(".aside/ana/Maildir/dovecot.index.cache", 9_999)
        self.assertEqual(self.used(), 4)

    def test_a_store_on_its_way_counts_where_it_is_and_one_that_never_was_holds_nothing(self):
        self.put("bo/Maildir/cur/1.x,W=1024", 1)
        self.assertEqual([self.used("bo"), self.used("nobody")], [1, 0])

    def test_links_lead_nowhere(self):
        self.put(".aside/ana/Maildir/cur/1.x,W=1024", 1)
        self.put("elsewhere/cur/1.x,W=102400", 1)
        os.symlink(os.path.join(self.root, "elsewhere"), os.path.join(self.root, ".aside/ana/Maildir/.Linked"))
        os.symlink(os.path.join(self.root, ".aside/ana"), os.path.join(self.root, ".aside/bo"))
        self.assertEqual([self.used(), self.used("bo")], [1, 0])


class Control(unittest.TestCase):
    def test_counts_the_trees_that_have_a_limit_and_rounds_each_as_they_are_measured(self):
        table = """\
qgroupid         rfer         excl     max_rfer
--------         ----         ----     --------
0/5             16384        16384         none
0/256           66559        65536     10485760
0/257         1048576      1048576     10485760
1/0           9999999      9999999     10485760
"""
        self.assertEqual(tree_total.total_of(table), 64 + 1024)

    def test_is_none_where_there_is_no_such_list(self):
        self.assertIsNone(tree_total.counted("/proc"))
