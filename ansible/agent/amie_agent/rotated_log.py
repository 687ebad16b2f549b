"""Reading a log on from where the last reading ended, over its rotated and compressed files.

A file is known by its first line, which stays the same whatever a rotation calls, moves or compresses it to. So each line
is given once, a night nobody read is made up for by the next, and what was added late to an older file is found.
"""

import errno
import gzip
import hashlib
import os
import re
import stat
import zlib

LONGEST = 1 << 16  # bytes of a line; what is longer is passed over
FORGOTTEN = 60 * 86_400  # seconds after which a file that is not there any more is forgotten


def read_on(path: str, places: dict, now: float, take) -> dict:
    """Calls `take(line, written)` for each whole line added since; `written` is when its file last changed.

    Returns the places for the next time: [bytes taken, when the file was last seen] by file.
    """
    kept = {file: place for file, place in places.items() if now - place[1] < FORGOTTEN}
    opened = opened_files(path)
    try:
        for file in reversed(opened):
            taken = kept.get(file.name, (0, 0))[0]
            kept[file.name] = [file.read(taken, take), int(now)]
    finally:
        for file in opened:
            file.close()
    return kept


def opened_files(path: str) -> list:
    """The files of a log, newest first: one that is renamed meanwhile is met twice, and never missed."""
    found, known = [], set()
    for file in each_opened(path):
        if file is None or file.name in known:
            if file:
                file.close()
            continue
        known.add(file.name)
        found.append(file)
    return found


def each_opened(path: str):
    yield opened(path)
    for name in rotations(path):
        yield opened(name)


def rotations(path: str) -> list:
    folder, base = os.path.split(path)
    form = re.compile(re.escape(base) + r"\.(\d+)(?:\.gz)?")
    try:
        names = [(int(match[1]), name) for name in os.listdir(folder) if (match := form.fullmatch(name))]
    except FileNotFoundError:
        return []
    # While one is being compressed both are there: the whole one comes first.
    return [os.path.join(folder, name) for _number, name in sorted(names)]


def opened(name: str):
    """None for what is gone, empty, not yet whole, or no file at all."""
    try:
        file = File(name)
    except (FileNotFoundError, EOFError, gzip.BadGzipFile, zlib.error):
        return None
    except OSError as error:
        if error.errno == errno.ELOOP:
            return None
        raise
    if file.name:
        return file
    file.close()
    return None


class File:
    def __init__(self, path: str):
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        seen = os.fstat(descriptor)
        if not stat.S_ISREG(seen.st_mode):
            os.close(descriptor)
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        self._plain = open(descriptor, "rb")
        self._written, self._size = seen.st_mtime, seen.st_size
        self._is_packed = path.endswith(".gz")
        self._lines = gzip.GzipFile(fileobj=self._plain, mode="rb") if self._is_packed else self._plain
        try:
            first = self._lines.readline(LONGEST)
        except BaseException:
            self.close()
            raise
        self.name = hashlib.sha256(first).hexdigest()[:32] if first.endswith(b"\n") or len(first) == LONGEST else ""

    def read(self, taken: int, take) -> int:
        """Bytes taken by now: up to the end of the last whole line."""
        if self._is_packed and self._length() == taken % (1 << 32):
            return taken
        try:
            self._lines.seek(taken)
            for line, length in whole_lines(self._lines):
                if line:
                    take(line, self._written)
                taken += length
        except (EOFError, gzip.BadGzipFile, zlib.error):
            pass  # cut short, or still being compressed: the rest comes with the next reading
        return taken

    def size(self) -> int:
        """Bytes of its lines, as they were before a compression."""
        return self._length() if self._is_packed else self._size

    def part(self, start: int, length: int) -> bytes:
        self._lines.seek(start)
        return self._lines.read(length)

    def close(self) -> None:
        self._plain.close()

    def _length(self) -> int:
        """Of what is compressed, modulo 2^32 (RFC 1952, ISIZE): a log is turned long before."""
        last = os.pread(self._plain.fileno(), 4, self._size - 4) if self._size >= 18 else b""
        return int.from_bytes(last, "little")


def whole_lines(file):
    """Lines without their end, with the bytes they take; None for one too long. One that is being written is left."""
    while line := file.readline(LONGEST):
        length = len(line)
        if line.endswith(b"\n"):
            yield line[:-1], length
            continue
        # What follows of a line that is too long must not pass for a line of its own.
        while (more := file.readline(LONGEST)) and not more.endswith(b"\n"):
            length += len(more)
        if not more:
            return
        yield None, length + len(more)
