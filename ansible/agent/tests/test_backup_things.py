import unittest

from amie_agent.backup.things import thing_of


class Things(unittest.TestCase):
    def test_a_mailbox_is_told_by_its_folders_as_people_call_them(self):
        thing = thing_of({"kind": "mailbox", "store": "ada", "login": "ada@asso.test"})
        paths = ["Maildir/cur/1", "Maildir/new/2", "Maildir/.Projets.&AOk-t&AOk-/cur/3"]
        self.assertEqual(
            thing.listed(paths),
            {"places": [{"name": "INBOX", "files": 2}, {"name": "Projets/été", "files": 1}], "placeCount": 2},
        )

    def test_a_site_is_told_by_the_first_of_its_files_and_how_many_there_are(self):
        told = thing_of({"kind": "site", "name": "w00042"}).listed(f"htdocs/{n:03}" for n in range(332))
        self.assertEqual((told["places"][0], len(told["places"]), told["placeCount"]), ({"name": "htdocs/000", "files": 1}, 20, 332))

    def test_a_name_that_is_no_text_is_told_as_far_as_it_is(self):
        told = thing_of({"kind": "site", "name": "w00042"}).listed(["htdocs/\udcff.jpg"])
        self.assertEqual(told["places"], [{"name": "htdocs/?.jpg", "files": 1}])

    def test_a_database_has_no_places(self):
        self.assertEqual(thing_of({"kind": "site-database", "name": "w00042_blog", "engine": "mariadb"}).listed(["dump.sql"]), {})


if __name__ == "__main__":
    unittest.main()
