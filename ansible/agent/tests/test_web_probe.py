import contextlib
import os
import shutil
import socket
import ssl
import tempfile
import threading
import time
import unittest
from unittest import mock

from amie_agent.web import certificates, places, probe
from .test_web_grammar import SITE


class Site(threading.Thread):
    """A TLS server that answers every request the same, or never."""

    def __init__(self, chain: str, key: str, answer):
        super().__init__(daemon=True)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(chain, key)
        self._answer = answer
        self._door = socket.create_server(("127.0.0.1", 0))
        self.door = self._door.getsockname()

    def run(self):
        while True:
            link, _ = self._door.accept()
            threading.Thread(target=self.talk, args=(link,), daemon=True).start()

    def talk(self, link):
        with contextlib.suppress(OSError), self._context.wrap_socket(link, server_side=True) as secure:
            line = secure.recv(4096).decode().split("\r\n")[0]
            if self._answer is None:
                secure.recv(4096)
                return
            secure.sendall(self._answer(line.split(" ")[1].rsplit("/", 1)[1]).encode())


class Probe(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        patch = mock.patch.multiple(places, CERTIFICATES=self.folder, SOCKETS=self.folder)
        patch.start()
        self.addCleanup(patch.stop)
        certificates.make_temporary("w00042", SITE["domains"])

    def answering(self, answer, **patience):
        site = Site(certificates.path("w00042", "temporary"), certificates.path("w00042", "key"), answer)
        site.start()
        patch = mock.patch.multiple(probe, DOOR=site.door, ATTEMPTS=2, **patience)
        patch.start()
        self.addCleanup(patch.stop)

    def test_a_site_that_answers_as_it_should_has_no_trouble(self):
        self.answering(lambda token: f"HTTP/1.1 200 OK\r\n\r\n{token} w00042\n")
        self.assertEqual(probe.failures([SITE]), {})

    def test_one_that_answers_otherwise_is_named(self):
        self.answering(lambda _token: "HTTP/1.1 200 OK\r\n\r\nsomething else")
        self.assertEqual(probe.failures([SITE]), {"w00042": "not answered by the site's own account"})
        self.answering(lambda _token: "HTTP/1.1 404 Not Found\r\n\r\n")
        self.assertEqual(probe.failures([SITE]), {"w00042": "answers 404"})

    def test_one_that_shows_another_certificate_is_named_although_it_does_not_answer(self):
        self.answering(None)
        os.unlink(certificates.path("w00042", "temporary"))
        certificates.make_temporary("w00042", SITE["domains"])
        self.assertEqual(probe.failures([SITE]), {"w00042": "another certificate is shown"})

    def test_a_slow_one_is_not_called_wrong_and_many_of_them_hold_up_nobody(self):
        self.answering(None, ANSWER=0.2, DEADLINE=1)
        begun = time.monotonic()
        self.assertEqual(probe.failures([SITE] * 30), {})
        self.assertLess(time.monotonic() - begun, 1 + 30 * probe.EACH)
        self.assertEqual(probe.trouble(SITE, time.monotonic() + 5, 2), probe.SLOW)

    def test_a_full_queue_is_slow_and_a_pool_that_is_gone_is_wrong(self):
        self.answering(lambda _token: "HTTP/1.1 502 Bad Gateway\r\n\r\n")
        self.assertEqual(probe.failures([SITE]), {"w00042": "answers 502"})
        pool = socket.socket(socket.AF_UNIX)
        self.addCleanup(pool.close)
        pool.bind(places.socket("w00042"))
        pool.listen(0)
        visitor = socket.socket(socket.AF_UNIX)
        self.addCleanup(visitor.close)
        visitor.connect(places.socket("w00042"))
        self.assertEqual(probe.failures([SITE]), {})

    def test_a_site_without_its_certificate_stops_no_other(self):
        self.answering(lambda token: f"HTTP/1.1 200 OK\r\n\r\n{token} w00042\n")
        told = probe.failures([SITE, {**SITE, "name": "w00043"}])
        self.assertEqual(told, {"w00043": "cannot be asked (Refused)"})
