"""What workers do in tests; they import this module, so it imports little."""

from __future__ import annotations

import errno
import gc
import os
import resource
import signal
import sys
import time
from pathlib import Path

from reports.files.write import target
from reports.pdf.errors import RenderError


def fake_brief(brief, folder, mark):
    """Do what the region's name says; else write down which process it was and how it was set up."""
    what = brief.region.id.partition("-")[0]
    if what == "fail":
        raise ValueError("no such figure")
    if what == "hang":
        time.sleep(600)
    if what == "die":
        os._exit(9)
    if what == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "interrupt":
        os.kill(os.getpid(), signal.SIGINT)
    if what == "eat":
        return bytearray(16 * 1024**3)
    paths = target(brief, folder)
    paths[0].parent.mkdir(parents=True, exist_ok=True)
    paths[0].write_text(str(os.getpid()))
    warm = "reports.files.preload" in sys.modules and gc.get_freeze_count() > 10_000
    threads = len(os.listdir(f"/proc/{os.getppid()}/task"))  # of the process it was forked from
    paths[1].write_text(f"{warm} {threads} {gc.isenabled()} {resource.getrlimit(resource.RLIMIT_AS)[0]}")
    return paths


def fake_sheet(brief, language, folder, made_for) -> tuple[Path, ...]:
    """Fail in Bochum as the language says; else write down which process it was."""
    place = target(brief, folder)[0].parent
    match language if brief.region.id == "05911" else "":
        case "tr":
            raise RenderError("its texts leave no room")
        case "es":
            raise KeyError("title")
        case "el":
            time.sleep(600)
        case "fr":
            return bytearray(16 * 1024**3)
        case "ru":
            os._exit(9)
        case "ar":
            raise OSError(errno.ENOSPC, "No space left on device", str(place))
    place.mkdir(parents=True, exist_ok=True)
    (place / language).write_text(str(os.getpid()))
    return (place / language,)
