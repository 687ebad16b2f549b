import datetime
import os
import time
import unittest

from amie_agent import days


def moment(text: str) -> float:
    return datetime.datetime.fromisoformat(text).timestamp()


class Days(unittest.TestCase):
    def setUp(self):
        self.zone = os.environ.get("TZ")
        self.stand_in("UTC")

    def tearDown(self):
        self.stand_in(self.zone)

    def stand_in(self, zone):
        if zone is None:
            os.environ.pop("TZ", None)
        else:
            os.environ["TZ"] = zone
        time.tzset()

    def test_a_day_begins_at_midnight_in_the_home_zone_whatever_the_servers(self):
        self.assertEqual(days.day_of(moment("2026-11-23T22:59:59Z")), "2026-11-23")
        self.assertEqual(days.day_of(moment("2026-11-23T23:00:00Z")), "2026-11-24")

    def test_the_days_the_hour_changes_last_23_and_25_hours(self):
        for first, last in [("2025-03-29T23:00:00Z", "2025-03-30T21:59:59Z"), ("2025-10-25T22:00:00Z", "2025-10-26T22:59:59Z")]:
            day = days.day_of(moment(first))
            self.assertEqual(days.day_of(moment(last)), day)
            self.assertNotEqual(days.day_of(moment(first) - 1), day)
            self.assertNotEqual(days.day_of(moment(last) + 1), day)

    def test_only_days_that_are_over_are_ended(self):
        self.assertEqual(days.ended_days(moment("2026-11-24T00:30:00+01:00"), 2), ["2026-11-22", "2026-11-23"])

    def test_a_stamp_of_syslog_is_of_the_servers_zone(self):
        written = moment("2026-11-24T00:00:00Z")
        self.assertEqual(days.day_of_stamp(b"Nov 23 22:59", written), "2026-11-23")
        self.assertEqual(days.day_of_stamp(b"Nov 23 23:30", written), "2026-11-24")
        self.stand_in("Europe/Paris")
        self.assertEqual(days.day_of_stamp(b"Nov 23 23:30", written), "2026-11-23")

    def test_the_hour_that_comes_twice_and_the_one_that_never_comes_are_of_their_day(self):
        self.stand_in("Europe/Paris")
        self.assertEqual(days.day_of_stamp(b"Oct 26 02:30", moment("2025-10-27T00:00:00Z")), "2025-10-26")
        self.assertEqual(days.day_of_stamp(b"Mar 30 02:30", moment("2025-03-31T00:00:00Z")), "2025-03-30")

    def test_a_stamp_without_a_year_is_of_the_last_one_it_fits(self):
        self.assertEqual(days.day_of_stamp(b"Dec 31 12:00", moment("2026-01-01T10:00:00Z")), "2025-12-31")
        self.assertEqual(days.day_of_stamp(b"Jan  1 12:00", moment("2026-01-01T12:00:30Z")), "2026-01-01")
        self.assertEqual(days.day_of_stamp(b"Feb 29 12:00", moment("2025-02-01T00:00:00Z")), "2024-02-29")
        self.assertIsNone(days.day_of_stamp(b"Feb 30 12:00", moment("2025-02-01T00:00:00Z")))
        self.assertIsNone(days.day_of_stamp(b"Nov 31 12:00", moment("2025-02-01T00:00:00Z")))

    def test_a_stamp_of_nginx_says_its_zone(self):
        self.assertEqual(days.day_of_nginx(b"23/Nov/2026:23:30:00 +0000"), "2026-11-24")
        self.assertEqual(days.day_of_nginx(b"26/Oct/2025:02:30:00 +0200"), "2025-10-26")
        self.assertEqual(days.day_of_nginx(b"26/Oct/2025:02:30:00 +0100"), "2025-10-26")
        self.assertEqual(days.day_of_nginx(b"29/Mar/2025:23:59:59 +0100"), "2025-03-29")
        self.assertEqual(days.day_of_nginx(b"30/Mar/2025:23:59:59 +0200"), "2025-03-30")

    def test_what_is_no_stamp_is_of_no_day(self):
        for text in [b"", b"99/Foo/2026:25:99:00 +0000", b"31/Feb/2026:01:00:00 +0000", b"01/Jan/2026:01:00:00 +9999"]:
            self.assertIsNone(days.day_of_nginx(text))
        for text in [b"", b"\xff\xfe", b"Foo 12 10:00", b"Nov 00 10:00", b"Nov 12 99:99"]:
            self.assertIsNone(days.day_of_stamp(text, 1_000_000_000))
