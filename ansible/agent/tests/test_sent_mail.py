import os
import tempfile
import time
import unittest

from amie_agent import sent_mail

NOON = 1_795_608_000  # 2026-11-25 12:00 UTC

SUBMITTED = """\
Nov 23 21:00:01 mail1 postfix/submission/smtpd[811]: 4XyZ123: client=unknown[198.51.100.7], sasl_method=PLAIN, sasl_username=ana@larecre.test
Nov 23 21:00:01 mail1 postfix/cleanup[812]: 4XyZ123: message-id=<1@larecre.test>
Nov 23 21:00:01 mail1 postfix/qmgr[801]: 4XyZ123: from=<ana@LaRecre.test>, size=431, nrcpt=2 (queue active)
Nov 23 21:00:02 mail1 postfix/lmtp[815]: 4XyZ123: to=<bo@larecre.test>, relay=mail1[private/dovecot-lmtp], delay=0.2, delays=0.1/0/0/0.1, dsn=2.0.0, status=sent (250 2.0.0 <bo@larecre.test> Saved)
Nov 23 21:00:03 mail1 postfix/smtp[816]: 4XyZ123: to=<x@ailleurs.test>, relay=mx[192.0.2.1]:25, conn_use=2, delay=2, delays=0.1/0/1/1, dsn=2.0.0, status=sent (250 OK)
Nov 23 21:00:03 mail1 postfix/qmgr[801]: 4XyZ123: removed
"""
FROM_OUTSIDE = """\
Nov 23 21:00:01 mail1 postfix/smtpd[811]: 5A5A5A5: client=unknown[203.0.113.9]
Nov 23 21:00:01 mail1 postfix/qmgr[801]: 5A5A5A5: from=<forged@larecre.test>, size=431, nrcpt=1 (queue active)
Nov 23 21:00:02 mail1 postfix/lmtp[815]: 5A5A5A5: to=<bo@larecre.test>, relay=mail1[private/dovecot-lmtp], delay=0.2, delays=0.1/0/0/0.1, dsn=2.0.0, status=sent (250 2.0.0 Saved)
Nov 23 21:00:03 mail1 postfix/qmgr[801]: 5A5A5A5: removed
"""
PROBE = """\
Nov 23 21:00:01 mail1 postfix/smtpd[811]: 6B6B6B6: client=unknown[198.18.10.1]
Nov 23 21:00:01 mail1 postfix/qmgr[801]: 6B6B6B6: from=<>, size=331, nrcpt=1 (queue active)
Nov 23 21:00:02 mail1 postfix/probe/lmtp[815]: 6B6B6B6: to=<ana@store.amie.internal>, relay=mail1[private/dovecot-lmtp], delay=0.1, delays=0/0/0/0.1, dsn=2.0.0, status=sent (250 2.0.0 Saved)
"""


class Sent(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log, self.state = os.path.join(folder.name, "postfix.log"), os.path.join(folder.name, "sent.json")
        self.zone = os.environ.get("TZ")
        os.environ["TZ"] = "UTC"
        time.tzset()
        self.addCleanup(self.back)

    def back(self):
        os.environ.pop("TZ") if self.zone is None else os.environ.update(TZ=self.zone)
        time.tzset()

    def write(self, text, suffix=""):
        with open(self.log + suffix, "a", encoding="latin-1") as file:
            file.write(text)
        os.utime(self.log + suffix, (NOON, NOON))

    def sent(self, now=NOON):
        told = sent_mail.sent_by_day(now, self.log, self.state)
        return {day: counts for day, counts in told.items() if counts}

    def test_each_delivery_of_a_signed_in_persons_message_counts_for_the_domain_and_day(self):
        self.write(SUBMITTED)
        self.assertEqual(self.sent(), {"2026-11-23": {"larecre.test": 2}})

    def test_the_day_is_the_home_zones(self):
        self.write(SUBMITTED.replace("Nov 23 21:00:03 mail1 postfix/smtp", "Nov 23 23:00:03 mail1 postfix/smtp"))
        self.assertEqual(self.sent(), {"2026-11-23": {"larecre.test": 1}, "2026-11-24": {"larecre.test": 1}})

    def test_strangers_and_probes_count_for_nobody(self):
        self.write(FROM_OUTSIDE + PROBE)
        self.assertEqual(self.sent(), {})

    def test_odd_addresses_count_as_well(self):
        self.write(SUBMITTED.replace("to=<x@ailleurs.test>", 'to=<"x> y"@ailleurs.test>, orig_to=<z@larecre.test>'))
        self.assertEqual(self.sent(), {"2026-11-23": {"larecre.test": 2}})

    def test_what_was_not_delivered_does_not_count(self):
        for status, code in [("deferred", "4.4.1"), ("bounced", "5.1.1"), ("expired", "4.4.1")]:
            self.write(SUBMITTED.replace("status=sent", f"status={status}").replace("dsn=2.0.0", f"dsn={code}"))
        self.assertEqual(self.sent(), {})

    def test_a_message_whose_lines_come_in_pieces_and_over_a_rotation_counts_once(self):
        lines = SUBMITTED.splitlines(keepends=True)
        for line in lines[:3]:
            self.write(line)
            self.sent()
        os.rename(self.log, f"{self.log}.1")
        self.write(lines[3][:40])
        self.assertEqual(self.sent(), {})
        self.write(lines[3][40:] + "".join(lines[4:]))
        self.assertEqual(self.sent(), {"2026-11-23": {"larecre.test": 2}})
        self.assertEqual(self.sent(), {"2026-11-23": {"larecre.test": 2}})

    def test_the_state_can_be_lost_and_is_made_again_from_the_logs(self):
        self.write(SUBMITTED)
        first = self.sent()
        for broken in [None, b"", b"[]", b"{\"form\": 2", b"{\"form\": 1}"]:
            os.unlink(self.state)
            if broken is not None:
                with open(self.state, "wb") as file:
                    file.write(broken)
            self.assertEqual(self.sent(), first)

    def test_a_queue_number_used_again_by_a_stranger_is_no_longer_the_members(self):
        self.write(SUBMITTED.replace("postfix/qmgr[801]: 4XyZ123: removed", "postfix/qmgr[801]: lost"))
        self.write(FROM_OUTSIDE.replace("5A5A5A5", "4XyZ123"))
        self.assertEqual(self.sent(), {"2026-11-23": {"larecre.test": 2}})

    def test_hostile_lines_count_nothing_for_others(self):
        self.write("".join(SUBMITTED.splitlines(keepends=True)[:-1]))
        before = self.sent()
        for line in [
            # What another server answers may say anything.
            "Nov 23 21:00:03 mail1 postfix/smtp[816]: 4XyZ123: to=<x@ailleurs.test>, relay=mx[192.0.2.1]:25, delay=2, "
            "delays=0/0/1/1, dsn=5.0.0, status=bounced (550 >, relay=b, delay=1, delays=1, dsn=2.0.0, status=sent (x",
            'Nov 23 21:00:03 mail1 postfix/smtp[816]: 4XyZ123: to=<"a>, relay=b, delay=1, delays=1, dsn=2.0.0, status=sent ("'
            "@ailleurs.test>, relay=mx[192.0.2.1]:25, delay=2, delays=0/0/1/1, dsn=5.0.0, status=bounced (550 no)",
            "Nov 23 21:00:03 mail1 postfix/smtpd[816]: NOQUEUE: reject: RCPT from x: from=<a@larecre.test>, size=1",
            "Nov 23 21:00:03 mail1 dovecot: 4XyZ123: to=<x>, relay=a, delay=1, delays=1, dsn=2.0.0, status=sent (",
            "Nov 99 21:00:03 mail1 postfix/submission/smtpd[1]: 7C7C7C7: client=a, sasl_method=PLAIN, sasl_username=a",
            "postfix/qmgr[1]: 4XyZ123: from=<a@b.test>, size=1",
            "\xff\xfe\x00",
            "",
        ]:
            self.write(line + "\n")
        self.assertEqual(self.sent(), before)

    def test_a_quiet_day_is_told_and_a_day_before_the_log_is_not(self):
        self.write(SUBMITTED)
        told = sent_mail.sent_by_day(NOON, self.log, self.state)
        self.assertEqual(told, {"2026-11-23": {"larecre.test": 2}, "2026-11-24": {}})

    def test_a_message_nobody_delivers_is_forgotten_in_the_end(self):
        self.write("".join(SUBMITTED.splitlines(keepends=True)[:3]))
        self.sent()
        self.sent(NOON + 20 * 86_400)
        self.write(SUBMITTED.splitlines(keepends=True)[3])
        self.assertEqual(self.sent(NOON + 20 * 86_400), {})
