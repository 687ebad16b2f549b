import io
import json
import tempfile
import threading
import unittest

from amie_agent import VERSION, agent
from amie_agent.epochs import Epochs
from amie_agent.protocol import MAX_LINE, Refused, Verb, serve
from amie_agent.values import parse_store


def grow(item):
    if item["store"] == "gone":
        raise Refused("not-found")
    if item["store"] == "broken":
        raise RuntimeError("a text with a secret in it")
    return {"size": len(item["store"])}


class Protocol(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.epochs = Epochs(folder.name)
        self.done = []
        of_store = {"store": parse_store}
        self.verbs = {
            **agent.verbs(self.epochs),
            "test.all": Verb(lambda items: {"given": items}, of_store),
            "test.each": Verb(grow, of_store, key="store", each=True),
            "test.write": Verb(self.write, of_store, key="store", each=True, writes=True),
        }

    def write(self, item):
        self.done.append(item["store"])
        return {}

    def say(self, *lines):
        source = io.BytesIO(b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines))
        sink = io.BytesIO()
        serve(source, sink, self.verbs, self.epochs)
        return [json.loads(line) for line in sink.getvalue().splitlines()]

    def code(self, request):
        return self.say(request)[0].get("code")

    def test_many_requests_get_as_many_answers_in_their_order(self):
        answers = self.say({"id": 1, "verb": "agent.hello"}, {"id": 2, "verb": "no.such"}, {"id": 3, "verb": "agent.hello"})
        self.assertEqual([answer["id"] for answer in answers], [1, 2, 3])
        self.assertEqual([answer["ok"] for answer in answers], [True, False, True])
        self.assertEqual(answers[0]["version"], VERSION)

    def test_what_is_not_a_request_is_answered_and_survived(self):
        for line in [
            b"\n",
            b"{}\n",
            b"[]\n",
            b"null\n",
            b"\xff\xfe\n",
            b'{"id":"1","verb":"agent.hello"}\n',
            b'{"id":true,"verb":"agent.hello"}\n',
            b'{"id":1,"id":2,"verb":"agent.hello"}\n',
            b'{"id":1,"verb":NaN}\n',
            b"[" * 100_000 + b"\n",
        ]:
            with self.subTest(line=line[:40]):
                first, second = self.say(line, {"id": 9, "verb": "agent.hello"})
                self.assertEqual(first["code"], "bad-request")
                self.assertTrue(second["ok"])

    def test_unknown_fields_and_wrong_shapes_are_refused(self):
        self.assertEqual(self.code({"id": 1, "verb": "agent.hello", "shell": "id"}), "bad-request")
        self.assertEqual(self.code({"id": 1, "verb": ["agent.hello"]}), "unknown-verb")
        self.assertEqual(self.code({"id": 1, "verb": "test.each"}), "bad-request")
        self.assertEqual(self.code({"id": 1, "verb": "test.each", "items": {"store": "a"}}), "bad-request")
        self.assertEqual(self.code({"id": 1, "verb": "test.each", "items": ["a"]}), "bad-request")
        self.assertEqual(self.code({"id": 1, "verb": "test.each", "items": [{"store": "a"}] * 1001}), "bad-request")

    def test_an_over_long_line_ends_the_conversation(self):
        answers = self.say(b'{"id":1,"verb":"' + b"a" * MAX_LINE + b'"}\n', {"id": 2, "verb": "agent.hello"})
        self.assertEqual([answer["code"] for answer in answers], ["bad-request"])

    def test_a_bad_item_spoils_no_other(self):
        items = [{"store": name} for name in ["alice", "../etc", "gone", "broken", "bob"]] + [{"store": "a", "x": 1}]
        (answer,) = self.say({"id": 1, "verb": "test.each", "items": items})
        self.assertEqual(
            [(item["key"], item.get("code"), item.get("size")) for item in answer["items"]],
            [
                ("alice", None, 5),
                (None, "bad-value", None),
                ("gone", "not-found", None),
                ("broken", "failed", None),
                ("bob", None, 3),
                (None, "bad-request", None),
            ],
        )
        self.assertNotIn("secret", json.dumps(answer))
        self.assertNotIn("etc", json.dumps(answer))

    def test_a_verb_that_writes_needs_a_lane_and_an_epoch(self):
        item = {"items": [{"store": "a"}]}
        self.assertEqual(self.code({"id": 1, "verb": "test.write", **item}), "bad-request")
        self.assertEqual(self.code({"id": 1, "verb": "test.write", "lane": "mail", **item}), "bad-request")
        self.assertEqual(self.code({"id": 1, "verb": "test.write", "lane": "../x", "epoch": "1", **item}), "bad-request")
        self.assertEqual(self.code({"id": 1, "verb": "test.write", "lane": "mail", "epoch": 1, **item}), "bad-request")
        self.assertEqual(self.done, [])

    def test_an_effect_of_an_older_run_is_refused_where_it_would_happen(self):
        new = {"id": 1, "verb": "test.write", "lane": "mail", "epoch": "43", "items": [{"store": "new"}]}
        old = {"id": 2, "verb": "test.write", "lane": "mail", "epoch": "42", "items": [{"store": "old"}]}
        _, refused = self.say(new, old)
        self.assertEqual((refused["ok"], refused["code"], refused["lastEpoch"]), (False, "stale-epoch", "43"))
        self.assertEqual(self.done, ["new"])
        (hello,) = self.say({"id": 3, "verb": "agent.hello"})
        self.assertEqual(hello["epochs"], {"mail": "43"})

    def test_callers_at_the_same_time_get_their_own_answers(self):
        answers = {}

        def talk(number):
            requests = [{"id": number * 1000 + i, "verb": "test.each", "items": [{"store": "a"}] * 9} for i in range(50)]
            answers[number] = self.say(*requests)

        talkers = [threading.Thread(target=talk, args=(number,)) for number in range(6)]
        for talker in talkers:
            talker.start()
        for talker in talkers:
            talker.join()
        for number, said in answers.items():
            self.assertEqual([answer["id"] for answer in said], [number * 1000 + i for i in range(50)])
            self.assertTrue(all(len(answer["items"]) == 9 for answer in said))
