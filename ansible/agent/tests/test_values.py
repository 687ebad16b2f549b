import unittest

from amie_agent import values
from amie_agent.values import BadValue

NASTY = [
    "",
    " ",
    "a\n",
    "\na",
    "a\0",
    "a\r\nb",
    "../a",
    "a/b",
    "a..b@example.test",
    "-a",
    ".a",
    "a.",
    "A",
    "é",
    "a b",
    "a'b",
    'a"b',
    "a;b",
    "$(id)",
    "a*",
    "a\u2028",
    None,
    1,
    True,
    [],
    {},
    "a" * 300,
]


class Values(unittest.TestCase):
    def test_good_values_come_back_as_they_went_in(self):
        for parse, value in [
            (values.parse_store, "alice.martin"),
            (values.parse_store, "w00042"),
            (values.parse_address, "alice-marie.o_neil@petits-pas.test"),
            (values.parse_domain, "xn--caf-dma.test"),
            (values.parse_lane, "mail"),
            (values.parse_token, "0123456789abcdef"),
        ]:
            self.assertEqual(parse(value), value)

    def test_nothing_nasty_is_a_name_of_anything(self):
        for parse in [values.parse_store, values.parse_address, values.parse_domain, values.parse_token]:
            for value in NASTY:
                with self.subTest(parse=parse, value=value), self.assertRaises(BadValue):
                    parse(value)

    def test_a_refusal_never_repeats_the_value(self):
        with self.assertRaises(BadValue) as refused:
            values.parse_address("hunter2; rm -rf /")
        self.assertNotIn("hunter2", str(refused.exception))

    def test_an_epoch_is_decimal_text_of_at_most_64_bits(self):
        self.assertEqual(values.parse_epoch("9223372036854775807"), (1 << 63) - 1)
        for value in [5, "05", "-1", "1e3", "1\n", "9223372036854775808", "", None, "٣"]:
            with self.subTest(value=value), self.assertRaises(BadValue):
                values.parse_epoch(value)

    def test_a_timeout_is_whole_milliseconds_within_reason(self):
        self.assertEqual(values.parse_timeout(1500), 1.5)
        for value in [-1, 30_001, 1.5, "1000", True, None]:
            with self.subTest(value=value), self.assertRaises(BadValue):
                values.parse_timeout(value)
