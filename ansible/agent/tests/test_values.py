import json
import os
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


def grammars_of_platform():
    """Beside the agent in the project; a server has the agent alone."""
    with open(os.path.join(os.path.dirname(__file__), "../../../libs/values/grammars.json"), encoding="utf-8") as file:
        return json.load(file)["grammars"]


class Values(unittest.TestCase):
    def test_grammars_are_those_of_the_platform_word_for_word(self):
        platform = grammars_of_platform()
        for name, grammar in values.GRAMMARS.items():
            with self.subTest(name=name):
                self.assertEqual(grammar, platform[name]["grammar"])

    def test_what_the_platform_accepts_and_refuses_the_agent_does_too(self):
        platform = grammars_of_platform()
        parsers = {
            "uid": values.parse_store,
            "domainName": values.parse_domain,
            "memberSlug": values.parse_slug,
            "mailAddress": values.parse_address,
        }
        self.assertEqual(parsers.keys(), values.GRAMMARS.keys())
        for name, parse in parsers.items():
            for value in platform[name]["accepts"]:
                with self.subTest(name=name, value=value):
                    self.assertEqual(parse(value), value)
            for value in platform[name]["refuses"]:
                with self.subTest(name=name, value=value), self.assertRaises(BadValue):
                    parse(value)

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
