"""Whether an answer can be what was asked for: complete, and no page put in a file's place."""

from __future__ import annotations

import html
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from sources.errors import Unavailable
from sources.files.file import PublishedFile, decode
from sources.web.limits import Broken

_PAGES = (".html", ".htm")
_KINDS = {
    ".xlsx": {"xlsx"},
    ".xls": {"xls", "xlsx"},
    ".zip": {"zip", "xlsx"},
    ".rda": {"rda"},
    ".pdf": {"pdf"},
}
_TAIL = 4_096


@dataclass(frozen=True, slots=True)
class Asked:
    """What a file was asked for by, and how the answer describes itself."""

    url: str
    final_url: str  # after redirects
    content_type: str
    framed: bool  # the answer itself told where it ends; else the content must


def check_file(path: Path, name: str, asked: Asked) -> None:
    """Refuse a download that is empty, cut off, or a page where a file was asked for.

    Raises Broken for what may be whole at the next attempt, Unavailable naming a page's title.
    """
    file = PublishedFile(path, name)
    suffix = PurePosixPath(unquote(urlsplit(asked.url).path)).suffix.lower()
    if file.kind == "empty":
        raise Broken("the answer was empty")
    is_page = file.kind == "html" or (asked.content_type.lower().startswith("text/html") and _is_markup(file.head))
    if is_page and suffix not in _PAGES:
        raise Unavailable(
            f"{asked.final_url}: an HTML page titled {file.title!r} came in place of the file. Open the address in a "
            "browser: it may be maintenance, a login, or the file has moved. Nothing was stored."
        )
    if file.kind in ("xlsx", "zip") and not zipfile.is_zipfile(path):
        raise Broken("the file was cut off: the end record of its zip archive is missing")
    if file.kind not in _KINDS.get(suffix, {file.kind}):
        raise Unavailable(
            f"{asked.final_url}: a {suffix} file was asked for. {file.describe()} It begins with "
            f"{outline(file.head)}. Nothing was stored."
        )
    if not asked.framed and not _ends(path, file):
        raise Broken("the connection ended and nothing shows that the file is complete")


def check_answer(data: bytes, framed: bool) -> None:
    """Refuse an answer that is empty or cut off."""
    if not data.strip():
        raise Broken("the answer was empty")
    if not framed and not _text_ends(data):
        raise Broken("the connection ended and nothing shows that the answer is complete")


def outline(data: bytes) -> str:
    """Say in a few words what stands at the start of an answer."""
    text = " ".join(decode(data[:4_000], partial=True)[0].split())
    lower = text.lower()
    if "<title" in lower:
        start = lower.index("<title")
        title = text[start:].partition(">")[2].partition("<")[0].strip()
        return f"a page titled {html.unescape(title)[:120]!r}"
    return repr(text[:80]) if text else "nothing"


def _is_markup(head: bytes) -> bool:
    return decode(head[:200], partial=True)[0].lstrip().startswith("<")


def _ends(path: Path, file: PublishedFile) -> bool:
    if file.kind in ("xlsx", "zip"):
        return True  # the end record was found
    with path.open("rb") as stream:
        stream.seek(max(0, file.size - _TAIL))
        tail = stream.read()
    if file.kind == "pdf":
        return b"%%EOF" in tail
    if file.kind in ("csv", "html"):
        return _text_ends(tail)
    return file.kind == "unknown" and _text_ends(path.read_bytes())


def _text_ends(data: bytes) -> bool:
    """Say whether a text shows its end: a final line end, the end tag of a page, or JSON that can be read."""
    if data.lstrip()[:1] in (b"{", b"["):
        try:
            json.loads(data)
            return True
        except (ValueError, RecursionError):
            return False
    return data.endswith((b"\n", b"\n\x00")) or data.rstrip().lower().endswith(b"</html>")
