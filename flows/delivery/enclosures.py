"""The finished files of a brief that may be handed over: whole, and of the figures the edition now gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from flows.errors import USAGE, VALIDATION, StepError

if TYPE_CHECKING:
    from reports.model.brief import Brief
    from reports.site.downloads import Download

BRIEF_FILES = ("pdf", "xlsx", "csv", "tidy", "json")  # in the order of reports.site.downloads.known


class NotReady(StepError):
    """A file is not there (exit code 2), or its seal is broken (4); `advice` says what to do."""

    def __init__(self, what: str, advice: str, exit_code: int) -> None:
        super().__init__(f"{what}: {advice}", exit_code)
        self.what, self.advice = what, advice


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A finished file, as it was when it was looked at."""

    path: Path
    word: str  # what a list calls it: "pdf", "blatt-tr"
    title: str  # "Bericht", "Blatt für Ehrenamtliche, Türkisch"
    kind: str  # "PDF"
    size: int
    sha256: str

    @property
    def name(self) -> str:
        return self.path.name

    def read(self) -> bytes:
        """Return the content. Raises NotReady where it is not the one that was looked at."""
        content = self.path.read_bytes()
        if sha256(content).hexdigest() != self.sha256:
            raise NotReady(f"{self.path} has changed in the meantime", "run this again", VALIDATION)
        return content


def enclosures(brief: Brief, finished: Path, words: Sequence[str] = ()) -> tuple[Enclosure, ...]:
    """Return the files of a brief that are asked for, or all there are; `finished` is the edition's folder of briefs.

    The rule is that of the site: a file is offered only as one run wrote it, and with the figures the edition gives.
    Raises NotReady.
    """
    from flows.steps.site import is_current
    from reports.files import keep
    from reports.files.write import target
    from reports.site.downloads import downloads, list_known_files

    region, edition = brief.region.id, brief.edition
    place = target(brief, finished)[0].parent
    if not (place / keep.NOTE).is_file():
        what = f"{region} has no brief in edition {edition}"
        raise NotReady(what, f"run `brief render {region} --edition {edition}`, or look for another edition", USAGE)
    if not is_current(brief, finished):
        what = f"the files of {region} are damaged, or show other figures than edition {edition} now gives"
        raise NotReady(what, f"run `brief render {region} --edition {edition} --again`, and look at them", VALIDATION)
    found = downloads(brief, place)
    names = dict(zip(BRIEF_FILES, (name for name, *_ in list_known_files(brief)), strict=True))
    offered = {word: [file] for word, name in names.items() if (file := found.named(name))}
    offered |= {f"blatt-{sheet.lang}": list(sheet.files) for sheet in found.sheets}
    for word in words:
        if word not in offered:
            raise _missing(word, region, edition, place)
    return tuple(_enclosure(word, file) for word in words or offered for file in offered[word])


def _missing(word: str, region: str, edition: str, place: Path) -> NotReady:
    language = word.removeprefix("blatt-")
    if language == word:
        return NotReady(
            f"{region} has no {word}", f"run `brief render {region} --edition {edition} --again`", VALIDATION
        )
    advice = f"run `brief sheet {region} --lang {language} --edition {edition}`"
    if (place / f"{word}.pdf").exists():
        return NotReady(f"{word} of {region} is damaged or of another brief", advice, VALIDATION)
    return NotReady(f"{region} has no {word}", advice, USAGE)


def _enclosure(word: str, file: Download) -> Enclosure:
    content = file.path.read_bytes()
    about = f"{file.title}, {file.about}" if word.startswith("blatt-") else file.title
    return Enclosure(file.path, word, about, file.kind, len(content), sha256(content).hexdigest())
