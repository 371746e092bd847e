"""Write the site of an edition: everything is made in a folder of its own, which then takes its place at once."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from reports.files import keep
from reports.files.document import to_json
from reports.files.write import target
from reports.model.brief import Brief
from reports.pages import fit
from reports.pages.compose import arrange_views, render_html
from reports.pdf.characters import clean
from reports.site import changes_view, dictionary, method_views
from reports.site.dictionary import Table
from reports.site.downloads import Downloads, downloads
from reports.site.figures import for_screen
from reports.site.frame import ASSETS, Frame, Publisher, page
from reports.site.listing import index_view, series_of
from reports.site.parts import parts
from reports.words.notation import month_name

NOBODY = Publisher()
SCHEMA = Path(__file__).parents[1] / "files" / "brief.schema.json"
_EDITION = re.compile(r"(\d{4}-\d\d)\.(?:r(\d+)|[a-z][a-z0-9-]{0,30})")

_LEFT = re.compile(rf"\.(?P<edition>{_EDITION.pattern})\.[a-z0-9_]{{8}}(?P<before>\.before)?")


@dataclass(frozen=True, slots=True)
class Written:
    """What was written. `failed`: regions without a page, and why; `old`: regions whose files are not good any more."""

    folder: Path
    regions: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]
    old: tuple[str, ...]


def write(
    briefs: Sequence[Brief],
    finished: Path,
    tables: Sequence[Table],
    folder: Path,
    contact: str = "",
    on_page: Callable[[int, int], None] = lambda done, of: None,
    publisher: Publisher = NOBODY,
) -> Written:
    """Write the site of one edition below `folder` and make the entry there lead to the newest edition.

    `finished` holds what `brief render` and `brief sheet` wrote; files are linked, never made. The site of the same
    edition that is there is replaced, those of other editions stay as they are. A brief that cannot be shown is told
    in the result. Raises ValueError without briefs, or for briefs of several editions.
    """
    edition = _edition(briefs)
    folder.mkdir(parents=True, exist_ok=True)
    with keep.alone_in(folder):
        _clear_up(folder)
        others = tuple(e for e in reversed(editions(folder)) if e != edition)
        frame = Frame(series_of(briefs), edition, month_name(briefs[0].month), contact, others, publisher)
        return _write(briefs, frame, finished, tables, folder, on_page)


def _write(
    briefs: Sequence[Brief],
    frame: Frame,
    finished: Path,
    tables: Sequence[Table],
    folder: Path,
    on_page: Callable[[int, int], None],
) -> Written:
    edition = frame.edition
    place = Path(tempfile.mkdtemp(prefix=f".{edition}.", dir=folder))
    try:
        shown, failed, old = [], [], []
        for done, brief in enumerate(briefs):
            on_page(done, len(briefs))
            try:
                files, same = _files(brief, finished)
                html = region_page(brief, frame, files, _older(folder, frame, brief.region.id))
            except Exception as error:
                failed.append((brief.region.id, f"{type(error).__name__}: {error}"))
                continue
            shown.append(brief)
            old += [] if same else [brief.region.id]
            _put(place / brief.region.id / "index.html", html)
            for file in files.all:
                _take(file.path, place / brief.region.id / file.name)
        if not shown:
            raise ValueError(f"no brief of edition {edition} could be shown; the first: {failed[0][1]}")
        _edition_pages(shown, frame, tables, place)
        place.chmod(0o755)
        _swap(place, folder / edition)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    _entry(folder, frame.publisher)
    on_page(len(briefs), len(briefs))
    return Written(folder / edition, tuple(b.region.id for b in shown), tuple(failed), tuple(old))


def region_page(brief: Brief, frame: Frame, files: Downloads, older: Sequence[str] = ()) -> str:
    """Write the page of one region from the templates of its PDF."""
    with fit.endless():
        shown = for_screen(brief, arrange_views(brief))
    names = [clean(name) for o in brief.occupations for name in (o.name, o.everyday)]
    found = parts(render_html(brief, shown), names, files.called)
    return page(
        "region.html.j2", frame, f"{brief.region.id}/index.html",
        region={
            "id": brief.region.id,
            "name": brief.region.name,
            "finding": brief.texts.finding,
            "masthead": found.masthead,
            "contents": found.contents,
            "sections": found.sections,
            "pdf": next((f for f in files.files if f.kind == "PDF"), None),
            "files": files.files,
            "sheets": files.sheets,
            "older": older,
        },
    )  # fmt: skip


def editions(folder: Path) -> list[str]:
    """List the editions that have a site below the folder, the newest last: revisions come after handed-over ones."""
    found = [p.name for p in folder.iterdir() if _EDITION.fullmatch(p.name) and (p / "index.html").is_file()]

    def age(edition: str) -> tuple[str, bool, int, str]:
        match = _EDITION.fullmatch(edition)
        return match[1], match[2] is not None, int(match[2] or 0), edition

    return sorted(found, key=age)


def _edition(briefs: Sequence[Brief]) -> str:
    found = {b.edition for b in briefs}
    if len(found) != 1 or not _EDITION.fullmatch(next(iter(found))):
        raise ValueError(f"a site shows one edition, not {', '.join(sorted(found)) or 'none'}")
    return found.pop()


def _files(brief: Brief, finished: Path) -> tuple[Downloads, bool]:
    """Find the finished files of a brief; what is damaged or of other figures than today's is not offered."""
    _, json = target(brief, finished)
    found = downloads(brief, json.parent)
    same = not found.all or (json in keep.find_complete(json.parent) and json.read_bytes() == to_json(brief).encode())
    return (found if same else Downloads()), same and not found.refused


def _older(folder: Path, frame: Frame, region: str) -> tuple[str, ...]:
    return tuple(other for other in frame.others if (folder / other / region / "index.html").is_file())


def _edition_pages(briefs: Sequence[Brief], frame: Frame, tables: Sequence[Table], place: Path) -> None:
    shutil.copytree(ASSETS, place / "assets", copy_function=shutil.copyfile)
    shutil.copyfile(SCHEMA, place / SCHEMA.name)
    shown = {
        "index": {"index": index_view(briefs)},
        "aenderungen": {"changes": changes_view.changes_view(briefs)},
        "methode": {"method": method_views.method_page(briefs)},
        "quellen": {"sources": method_views.sources_page(briefs)},
        "datenlexikon": {"files": dictionary.files(), "tables": tables, "schema": SCHEMA.name},
        "barrierefreiheit": {},
    }
    for name, view in shown.items():
        _put(place / f"{name}.html", page(f"{name}.html.j2", frame, f"{name}.html", **view))


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _take(source: Path, to: Path) -> None:
    """Link a finished file: its name is given to another file when it is made anew, so this one stays as it is."""
    try:
        os.link(source, to)
    except OSError:
        shutil.copyfile(source, to)


def _swap(place: Path, to: Path) -> None:
    """Put a finished folder where it belongs; what was there goes when the new one stands."""
    before = to.with_name(f"{place.name}.before")
    with suppress(FileNotFoundError):
        os.rename(to, before)
    try:
        os.rename(place, to)
    except OSError:
        with suppress(OSError):
            os.rename(before, to)
        raise
    shutil.rmtree(before, ignore_errors=True)


def _clear_up(folder: Path) -> None:
    """Put back what a killed run had moved aside, and remove what it left half made."""
    for path in sorted(folder.iterdir(), key=lambda p: p.suffix != ".before"):
        if not (left := _LEFT.fullmatch(path.name)) or path.is_symlink() or not path.is_dir():
            continue
        if left["before"] and not (folder / left["edition"]).exists():
            os.rename(path, folder / left["edition"])
        else:
            shutil.rmtree(path)


def _entry(folder: Path, publisher: Publisher) -> None:
    """Write the two pages above the editions: the list, and the one that leads on to the newest."""
    *older, newest = editions(folder)
    for name, forward in (("ausgaben.html", False), ("index.html", True)):
        frame = Frame("Fachkräfte-Kompass", newest, "", publisher=publisher)
        text = page("ausgaben.html.j2", frame, name, newest=newest, older=older[::-1], forward=forward)
        temporary = folder / f".{name}.{os.getpid()}"
        try:
            temporary.write_text(text, encoding="utf-8", newline="\n")
            os.replace(temporary, folder / name)
        finally:
            temporary.unlink(missing_ok=True)
