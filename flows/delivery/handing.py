"""Hand finished briefs over as a folder: `<folder>/<edition>/<region>/`, shown when it is whole."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flows.delivery.enclosures import Enclosure, NotReady, enclosures
from flows.delivery.planning import about
from flows.delivery.recipients import Fault, Refused, file_words
from flows.errors import USAGE, VALIDATION, StepError
from flows.lock import writing
from flows.progress import Progress, no_progress
from flows.settings import Settings
from flows.steps.briefs import read_briefs
from flows.steps.edition import Edition
from flows.steps.site import default_regions

PLACED, THERE = "placed", "there"


@dataclass(frozen=True, slots=True)
class Parcel:
    """The files of a region. `missing` are those that are not in the folder yet."""

    region_id: str
    region: str
    place: Path
    files: tuple[Enclosure, ...]
    missing: tuple[Enclosure, ...]


def plan(
    edition: Edition,
    folder: Path,
    regions: Sequence[str] = (),
    words: Sequence[str] = (),
    progress: Progress = no_progress,
) -> list[Parcel]:
    """Look at briefs and folder; copy nothing. Without `regions` all that are rendered, without `words` all files.

    Raises Refused with all faults: unknown words and missing briefs, broken seals, other files of the same name.
    """
    from reports.files import keep

    if unknown := [word for word in words if word not in file_words()]:
        raise StepError(f"--files: unknown {', '.join(unknown)}; there are {' '.join(file_words())}", USAGE)
    rendered = [r for r in default_regions(edition) if (edition.briefs / r / keep.NOTE).is_file()]
    chosen = list(dict.fromkeys(regions)) or rendered
    if not chosen:
        raise StepError(f"edition {edition.id} has no briefs yet; run `brief render`", USAGE)
    faults: list[tuple[Fault, int]] = []
    parcels = []
    for brief in read_briefs(edition, chosen, progress):
        place = folder / edition.id / brief.region.id
        try:
            files = enclosures(brief, edition.briefs, words)
        except NotReady as why:
            faults.append((Fault(brief.region.id, 0, "", why.what, why.advice), why.exit_code))
            continue
        other = [file for file in files if not _same(place / file.name, file)]
        faults += [(_other(place / file.name), VALIDATION) for file in other if _is_there(place / file.name)]
        parcels.append(Parcel(brief.region.id, about(brief).region, place, files, tuple(other)))
    if faults:
        raise Refused([fault for fault, _ in faults], max((code for _, code in faults), key=(VALIDATION, USAGE).index))
    return parcels


def _is_there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _same(path: Path, file: Enclosure) -> bool:
    return path.is_file() and not path.is_symlink() and sha256(path.read_bytes()).hexdigest() == file.sha256


def _other(path: Path) -> Fault:
    what = "there is another file of this name, perhaps of an earlier run"
    return Fault(str(path), 0, "", what, "move it away if it may be replaced, or name another --folder")


def hand_over(settings: Settings, parcels: Sequence[Parcel], progress: Progress = no_progress) -> list[tuple[str, str]]:
    """Copy what is missing and say of each region whether it was placed or there already.

    A region's folder, or a file added to it, is written beside its place and gets its name when it is on the disk. The
    briefs must have been tested (`planning.require_tested`). Raises OSError, NotReady, and Locked.
    """
    done = []
    with writing(settings.data, "send"):
        for number, parcel in enumerate(parcels):
            progress("folders", number, len(parcels))
            if parcel.missing:
                _place(parcel)
            done.append((parcel.region_id, PLACED if parcel.missing else THERE))
        progress("folders", len(parcels), len(parcels))
    return done


def _place(parcel: Parcel) -> None:
    above = parcel.place.parent
    above.mkdir(parents=True, exist_ok=True)
    for left in above.glob(f".{parcel.region_id}.????????.new"):  # of a run that was killed: we are alone
        shutil.rmtree(left)
    new = Path(tempfile.mkdtemp(prefix=f".{parcel.region_id}.", suffix=".new", dir=above))
    try:
        new.chmod(0o755)
        for file in parcel.missing:
            with (new / file.name).open("wb") as handle:
                handle.write(file.read())
                handle.flush()
                os.fsync(handle.fileno())
        if not parcel.place.exists():
            os.rename(new, parcel.place)
        else:
            for file in parcel.missing:
                os.rename(new / file.name, parcel.place / file.name)
    finally:
        shutil.rmtree(new, ignore_errors=True)
