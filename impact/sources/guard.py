"""The parent's side of the child process that parses: one for all files, begun anew after a death."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType

from impact.sources.problems import Unreadable
from impact.sources.store import SIZE

MEMORY = 1280 * 1024**2
SECONDS, SECONDS_A_MIB = 10.0, 1.0
MOST_ANSWERED = 512 * 1024**2

_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
_START = """
import sys, types

class NoPandas:
    def find_spec(self, name, path=None, target=None):
        if name == "pandas":
            raise ModuleNotFoundError(name)

memory, parent, package, *sys.path = sys.argv[1:]
sys.meta_path.insert(0, NoPandas())
sys.modules["impact"] = types.ModuleType("impact")
sys.modules["impact"].__path__ = [package]
from impact.sources.child import main
main(int(parent), int(memory))
"""
"""The package without its front door, and Arrow without pandas: neither is needed to parse, both take long to load."""


class Guard:
    """A child process that parses files, one after the other.

    Args:
        memory: bytes that it may take; more kills it.
        seconds: that it may take for one file, and as much as `SECONDS_A_MIB` says for its size.

    Attributes:
        asked: files that the child of now was asked to parse.
    """

    def __init__(self, memory: int = MEMORY, seconds: float = SECONDS) -> None:
        self._memory = memory
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None
        self.asked = 0

    def __enter__(self) -> Guard:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> subprocess.Popen[bytes]:
        """The child, begun if it is not there: begun early, it makes its first file wait less."""
        if self._child is None or self._child.poll() is not None:
            self.stop()
            self.asked = 0
            paths = [str(Path(path).absolute()) for path in sys.path if path]
            arguments = [str(self._memory), str(os.getpid()), str(Path(__file__).parents[1]), *paths]
            self._child = subprocess.Popen(
                [sys.executable, "-I", "-c", _START, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | _ENVIRONMENT,
            )
        return self._child

    def stop(self) -> None:
        """End the child, whatever it is doing."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()

    def read(self, content: bytes) -> bytes:
        """What the bytes hold, for `store.read_reading`.

        Raises:
            Unreadable: the child died of them (`crashed`) or took too long (`slow`).
        """
        child = self.start()
        self.asked += 1
        late = threading.Event()
        seconds = self._seconds + SECONDS_A_MIB * len(content) / 1024**2
        timer = threading.Timer(seconds, _end, (child, late))
        timer.start()
        try:
            answer = _ask(child, content)
        finally:
            timer.cancel()
            if late.is_set():
                self.stop()
        if answer is None:
            self.stop()
            raise Unreadable("slow" if late.is_set() else "crashed")
        return answer


def _end(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def _ask(child: subprocess.Popen[bytes], content: bytes) -> bytes | None:
    """The child's answer, None where it died before it had given it whole."""
    if child.stdin is None or child.stdout is None:
        return None
    try:
        child.stdin.write(SIZE.pack(len(content)))
        child.stdin.write(content)
        child.stdin.flush()
        header = child.stdout.read(SIZE.size)
        size = SIZE.unpack(header)[0] if len(header) == SIZE.size else 0
        answer = child.stdout.read(size) if 0 < size <= MOST_ANSWERED else b""
    except OSError:
        return None
    return answer if size and len(answer) == size else None
