"""Try what a month needs: the system, the folders, and every publisher; say of each what to do."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from flows.settings import Settings

if TYPE_CHECKING:
    from flows.progress import Progress
    from sources.contract import Source
    from sources.records import Request
    from sources.web.client import Client

FREE_BYTES = 3_000_000_000  # an edition of all of Germany with its staged files takes about 1 GB


@dataclass(frozen=True, slots=True)
class Finding:
    """What one thing is like. `required`: without it no month can be made."""

    name: str
    state: str  # "ok", "off", "untried", "problem"
    text: str
    advice: str = ""
    required: bool = False


def examine(
    settings: Settings, sources: Sequence[Source], progress: Progress, *, network: bool = True
) -> list[Finding]:
    """Look at system, folders and sources; with `network` bring one file of every publisher and look at it."""
    findings = [*_system(), *_folders(settings)]
    client = None
    if network:
        from flows.steps.fetch import client_of

        if settings.contact:
            client = client_of(settings)
        else:
            findings.append(
                Finding("BRIEF_CONTACT", "problem", "not set: nothing is fetched",
                        "Set it to a mail or web address that publishers can ask.")
            )  # fmt: skip
    for number, source in enumerate(sources, start=1):
        findings.append(_source(settings, source, client))
        progress("sources", number, len(sources))
    return findings


def _system() -> list[Finding]:
    from flows.system import missing_packages

    missing = missing_packages()
    if not missing:
        return [Finding("system libraries", "ok", "Pango, HarfBuzz and fontconfig are there", required=True)]
    advice = f"sudo apt-get install --yes --no-install-recommends {' '.join(missing)}"
    return [Finding("system libraries", "problem", f"missing: {' '.join(missing)}", advice, required=True)]


def _folders(settings: Settings) -> list[Finding]:
    home = Path(os.environ.get("PREFECT_HOME") or Path.home() / ".prefect")
    return [
        _folder("data folder", settings.data, "Set BRIEF_DATA to a folder with room.", required=True),
        _folder("Prefect folder", home, "Set PREFECT_HOME to a folder that can be written; needed for flows only."),
    ]


def _folder(name: str, folder: Path, advice: str, required: bool = False) -> Finding:
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(there, os.W_OK | os.X_OK):
        return Finding(name, "problem", f"{folder} cannot be written", advice, required)
    free = shutil.disk_usage(there).free
    if free < FREE_BYTES:
        return Finding(name, "problem", f"{folder}: {free / 1e9:.1f} GB free", advice, required)
    return Finding(name, "ok", f"{folder}, {free / 1e9:.0f} GB free", "", required)


def _source(settings: Settings, source: Source, client: Client | None) -> Finding:
    from flows.settings import open_store
    from flows.steps.due import plan_for
    from sources.errors import SourceError

    stored = open_store(settings).for_source(source.id)
    have = f"stored until {max(one.period for one in stored)}" if stored else "nothing stored"
    by_hand = f"By hand: {source.by_hand or 'save the file'} ({source.page}), then `brief import FILE`."
    required = source.required and not stored

    def finding(state: str, text: str, advice: str = "") -> Finding:
        return Finding(source.id, state, f"{text}; {have}", advice, required and state != "ok")

    if source.local:
        return finding("ok", f"kept in data/reference ({', '.join(source.local)})")
    if source.switch and os.environ.get(source.switch) != "1":
        return finding("off", "switched off", f"Set {source.switch}=1 when the operator has allowed it. {by_hand}")
    missing = [name for name in source.secrets if not os.environ.get(name)]
    if missing and len(missing) == len(source.secrets):
        return finding("off", "no account", f"Set {' and '.join(missing[:2])} (or another base's). {by_hand}")
    plan = plan_for(settings, dt.datetime.now(dt.UTC))
    requests = source.locate(replace(plan, kreise=plan.kreise[:1]))
    if not requests:
        return finding("ok", "comes by hand only", by_hand)
    if client is None:
        return finding("untried", "not asked", by_hand)
    with TemporaryDirectory(prefix="brief-doctor-") as folder:
        try:
            found = try_out(source, requests[0], client, Path(folder) / "answer")
            return finding("ok", f"answers: {found}")
        except SourceError as error:
            return finding("problem", str(error), by_hand)


def try_out(source: Source, request: Request, client: Client, target: Path) -> str:
    """Bring one file as a month would and say what it is. Raises SourceError as fetching does."""
    from sources.files.file import PublishedFile
    from sources.registry import recognise

    if source.collect is not None:
        brought = source.collect(client, request, target, None)
    else:
        brought = client.fetch(request, target, source.hosts)
    if brought.path is None:
        return "nothing new"
    return recognise(PublishedFile(brought.path, name=brought.name), (source,))[1].what
