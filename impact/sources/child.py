"""The process that parses what strangers wrote, within a memory and a time limit; it opens no file of its own."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import threading
import time
from typing import BinaryIO

from impact.sources import FORMATS
from impact.sources.problems import Unreadable
from impact.sources.sniff import find_format
from impact.sources.store import SIZE, Reading, write_reading


def parse(content: bytes) -> Reading:
    """The sheets that the bytes hold, or the key of what is wrong with them; whatever happens, an answer."""
    try:
        return Reading(FORMATS[find_format(content)](content))
    except Unreadable as problem:
        return Reading(problem=problem.key)
    except (MemoryError, RecursionError):
        return Reading(problem="too_much")
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of the reader's Rust is no Exception
        return Reading(problem="damaged")


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer each request, a length and that many bytes, with a length and a reading, until the parent has gone."""
    while len(header := requests.read(SIZE.size)) == SIZE.size:
        answer = write_reading(parse(requests.read(SIZE.unpack(header)[0])))
        answers.write(SIZE.pack(len(answer)))
        answers.write(answer)
        answers.flush()
        gc.collect()


def limit_resources(memory: int) -> None:
    """Take at most `memory` bytes more than now and leave no core file, where the system can limit it."""
    try:
        import resource
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory + _held(), memory + _held()))


def _held() -> int:
    """Bytes of address space that the process holds already."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123
            return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def _leave_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)


def main(parent: int, memory: int) -> None:
    """Serve standard input and output for `parent`."""
    gc.disable()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    if os.name == "posix":
        threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
    import python_calamine  # noqa: F401

    gc.freeze()
    limit_resources(memory)
    serve(sys.stdin.buffer, answers)
