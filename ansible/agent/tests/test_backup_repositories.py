import os
import tempfile
import unittest

from amie_agent.backup.accounts import Accounts
from amie_agent.backup.repositories import PURGE_WAIT, Repositories
from amie_agent.backup.volumes import Volumes
from amie_agent.protocol import Refused

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "A" * 43
NAME = "b00012"


class FolderVolumes(Volumes):
    """Plain folders in the place of subvolumes, and limits in memory."""

    def __init__(self, root):
        super().__init__(root)
        self.limits = {}

    def create(self, name, group):
        os.makedirs(self.path(name), exist_ok=True)

    def limit(self, name, size):
        self.limits[name] = size

    def sizes(self, name):
        return 3000, self.limits.get(name)

    def make_folder(self, name, source, owner, group):
        os.makedirs(os.path.join(self.path(name), source), exist_ok=True)

    def folder_owner(self, name, source):
        return 1 if os.path.isdir(os.path.join(self.path(name), source)) else None

    def _delete(self, parent, name, account=None):
        os.rmdir(os.path.join(parent, name))


class MemoryAccounts(Accounts):
    def __init__(self, keys):
        super().__init__(keys)
        self.there = set()
        self.ended = []

    def find(self, name, home):
        return (1, 1) if name in self.there else None

    def ensure(self, name, home):
        self.there.add(name)
        return 1, 1

    def remove(self, name):
        self.there.discard(name)

    def end_sessions(self, number):
        self.ended.append(number)


class RepositoriesOfMembers(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = os.path.join(folder.name, "backup")
        self.stops = os.path.join(folder.name, "stop")
        keys = os.path.join(folder.name, "keys")
        for made in (self.root, os.path.join(self.root, ".aside"), os.path.join(self.root, ".kept"), keys, self.stops):
            os.mkdir(made)
        self.accounts = MemoryAccounts(keys)
        self.volumes = FolderVolumes(self.root)
        self.time = 1_000_000
        self.known = Repositories(
            self.volumes, self.accounts, os.path.join(folder.name, "states"), self.stops, now=lambda: self.time
        )

    def item(self, generation=1, **changes):
        keys = [{"source": "mail1", "turn": 1, "publicKey": KEY}]
        whole = {"slug": "asso", "limitKib": 20_480, "escrowKey": None, "keys": keys}
        return {"name": NAME, "generation": generation, **whole, **changes}

    def named(self, generation=1):
        return {"name": NAME, "generation": generation}

    def refused(self, code, act, *arguments):
        with self.assertRaises(Refused) as refused:
            act(*arguments)
        self.assertEqual(refused.exception.answer["code"], code)
        return refused.exception.answer

    def test_what_was_asked_is_what_is_seen(self):
        self.assertEqual(self.known.put(self.item()), "present")
        self.assertEqual(self.known.put(self.item()), "present")
        seen = self.known.look(NAME)
        self.assertEqual(seen["oddities"], [])
        self.assertEqual((seen["state"], seen["generation"], seen["limitKib"]), ("present", "1", 20_480))
        self.assertEqual(seen["usedKib"], 3)
        self.assertEqual(self.known.names(), [NAME])

    def test_a_key_opens_one_repository_that_it_can_only_add_to(self):
        self.known.put(self.item())
        line = self.accounts.keys(NAME)
        self.assertTrue(line.startswith('restrict,command="exec /usr/bin/borg serve --restrict-to-repository '))
        self.assertIn(f"/{NAME}/mail1 --append-only --storage-quota {20_480 * 1024}\" ssh-ed25519 ", line)

    def test_a_key_that_is_taken_out_ends_what_it_opened_and_a_key_that_is_added_ends_nothing(self):
        mine = {"source": "mail1", "turn": 1, "publicKey": KEY}
        theirs = {"source": "laptop", "turn": None, "publicKey": KEY[:-1] + "B"}
        self.known.put(self.item())
        self.known.put(self.item(2, keys=[theirs, mine]))
        self.known.put(self.item(3, keys=[theirs, mine], limitKib=40_960))
        self.assertEqual(self.accounts.ended, [])
        self.known.put(self.item(4, keys=[mine]))
        self.known.put(self.item(4, keys=[mine]))
        self.assertEqual(self.accounts.ended, [1])
        self.known.put(self.item(5, keys=[{**mine, "turn": 2, "publicKey": KEY[:-1] + "C"}]))
        self.assertEqual(self.accounts.ended, [1, 1])

    def test_every_difference_in_the_world_is_told(self):
        self.known.put(self.item())
        self.accounts.set_keys(NAME, "something else\n")
        self.volumes.limits[NAME] = 5
        self.accounts.there.clear()
        os.rmdir(os.path.join(self.root, NAME, "mail1"))
        self.assertEqual(self.known.look(NAME)["oddities"], ["account", "authorized-keys", "folder", "limit"])
        self.known.put(self.item())
        self.assertEqual(self.known.look(NAME)["oddities"], [])

    def test_an_older_generation_and_another_member_are_refused(self):
        self.known.put(self.item(5))
        answer = self.refused("stale-generation", self.known.put, self.item(4))
        self.assertEqual(answer["lastGeneration"], "5")
        self.refused("stale-generation", self.known.set_aside, self.named(4))
        self.refused("taken", self.known.put, self.item(6, slug="other"))

    def test_setting_aside_closes_every_door_and_keeps_the_first_moment(self):
        self.known.put(self.item())
        self.assertEqual(self.known.set_aside(self.named(2)), "aside")
        first = self.known.look(NAME)["asideAt"]
        self.time += 3600
        self.assertEqual(self.known.set_aside(self.named(9)), "aside")
        seen = self.known.look(NAME)
        self.assertEqual((seen["state"], seen["asideAt"], seen["generation"], seen["oddities"]), ("aside", first, "9", []))
        self.assertIsNone(self.accounts.keys(NAME))
        self.assertEqual(self.accounts.ended[0], 1)

    def test_what_was_set_aside_comes_back_whole(self):
        self.known.put(self.item())
        self.known.set_aside(self.named(2))
        self.known.put(self.item(3))
        seen = self.known.look(NAME)
        self.assertEqual((seen["state"], seen["asideAt"], seen["oddities"]), ("present", None, []))

    def test_nothing_is_erased_before_its_time(self):
        self.known.put(self.item())
        self.refused("in-use", self.known.purge, self.named(2))
        self.known.set_aside(self.named(2))
        self.time += PURGE_WAIT - 1
        self.assertRegex(self.refused("not-yet", self.known.purge, self.named(3))["detail"], r"^1970-01-\d\dT")
        self.assertTrue(self.volumes.is_aside(NAME))

    def test_coming_back_starts_the_wait_anew(self):
        self.known.put(self.item())
        self.known.set_aside(self.named(2))
        self.time += PURGE_WAIT
        self.known.put(self.item(3))
        self.known.set_aside(self.named(4))
        self.refused("not-yet", self.known.purge, self.named(5))

    def test_a_second_person_stops_an_erasure(self):
        self.known.put(self.item())
        self.known.set_aside(self.named(2))
        self.time += PURGE_WAIT
        for stop in (NAME, "all"):
            path = os.path.join(self.stops, stop)
            os.mkdir(path)
            self.refused("not-yet", self.known.purge, self.named(3))
            os.rmdir(path)

    def test_an_erased_one_is_gone_and_its_name_never_given_again(self):
        self.known.put(self.item(keys=[]))
        self.known.set_aside(self.named(2))
        self.time += PURGE_WAIT
        self.assertEqual(self.known.purge(self.named(3)), "missing")
        self.assertEqual(self.known.purge(self.named(3)), "missing")
        self.assertEqual(self.known.set_aside(self.named(4)), "missing")
        self.assertEqual(self.known.look(NAME), {"state": "missing"})
        self.assertEqual(self.known.names(), [])
        self.refused("taken", self.known.put, self.item(5))

    def test_what_nobody_asked_for_is_told_and_never_touched(self):
        os.mkdir(os.path.join(self.root, "b99999"))
        self.assertEqual(self.known.names(), ["b99999"])
        self.assertEqual(self.known.look("b99999")["slug"], "")
        self.refused("failed", self.known.purge, {"name": "b99999", "generation": 1})
        self.assertTrue(os.path.isdir(os.path.join(self.root, "b99999")))
