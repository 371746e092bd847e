"""What status and headers of an answer mean."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from email.message import Message
from email.utils import collapse_rfc2231_value, parsedate_to_datetime
from urllib.parse import unquote, urlsplit

from sources.errors import NotPublished, Unavailable
from sources.files.file import safe_name
from sources.records import Request, Snapshot
from sources.web.limits import Broken

_KEPT = ("etag", "last-modified", "date")
_LONGEST = 1_000
_NAMELESS = safe_name("")
_CONDITIONS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
_JUST_NOW = 2.0  # seconds; a file said to be that new was made for this answer, its date says nothing
_ADVICE = {
    401: "it wants a login. Check the user name and password that are set for this source",
    403: "it does not answer this program. Ask the publisher for access, or import the file by hand",
}


def check_status(status: int, accept: Collection[int], headers: Mapping[str, str], url: str) -> None:
    """Raise Broken for a status that may pass, NotPublished for 404 and 410, Unavailable for others not accepted."""
    if status in accept:
        return
    if status in (408, 425, 429) or status >= 500:
        raise Broken(f"it answered {status}", retry_after(headers.get("Retry-After", "")))
    if status in (404, 410):
        raise NotPublished(
            f"{url}: not there (status {status}). It is not published yet, or the publisher moved it: look at the "
            "source's page."
        )
    advice = _ADVICE.get(status, "open the address in a browser to see why, and correct it in the source module")
    raise Unavailable(f"{url}: answered {status}; {advice}.")


def retry_after(value: str) -> float | None:
    """Return how many seconds a Retry-After wants, given as seconds or as a date; None when it makes no sense."""
    value = value.strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return float(value)
    until = _date(value)
    return None if until is None else max(0.0, (until - dt.datetime.now(dt.UTC)).total_seconds())


def conditions(request: Request, known: Snapshot | None) -> dict[str, str]:
    """Ask "only if changed" for a file that is still there and came from the same address."""
    if known is None or request.method != "GET" or not known.path.exists():
        return {}
    facts = dict(known.http)
    if request.key != known.origin and request.url != facts.get("url"):
        return {}
    return {_CONDITIONS[key]: facts[key] for key in _CONDITIONS if is_header(facts.get(key, ""))}


def facts(status: int, headers: Mapping[str, str], url: str) -> tuple[tuple[str, str], ...]:
    """Return what is kept of an answer beside its body."""
    pairs = [("status", str(status)), *((name, headers.get(name, "")) for name in _KEPT), ("url", url)]
    return tuple((name, value) for name, value in pairs if value and len(value) <= _LONGEST)


def same_file(before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    """Say whether two answers speak of the same state of a file, as far as they tell: by ETag, else by date."""
    for mark in (_etag, _changed):
        if mark(before) and mark(after):
            return mark(before) == mark(after)
    return True


def has_marks(headers: Mapping[str, str]) -> bool:
    """Say whether an answer tells the state of the file."""
    return bool(_etag(headers) or _changed(headers))


def _etag(headers: Mapping[str, str]) -> str:
    return headers.get("ETag", "").strip().removeprefix("W/")


def _changed(headers: Mapping[str, str]) -> str:
    changed, sent = _date(headers.get("Last-Modified", "")), _date(headers.get("Date", ""))
    if changed is None or (sent is not None and (sent - changed).total_seconds() < _JUST_NOW):
        return ""
    return changed.isoformat()


def file_name(disposition: str, url: str) -> str:
    """Return the file's name as the publisher gives it (RFC 6266), else the last piece of its address."""
    given: dict[str, str] = {}
    if disposition:
        found = parameters("Content-Disposition", _utf8(disposition)).get_params([], "Content-Disposition")
        for name, value in found[1:]:
            # a tuple comes from filename*=charset'language'name, which goes before the plain one
            key = "filename*" if isinstance(value, tuple) and name == "filename" else name
            given.setdefault(key, collapse_rfc2231_value(value))
    name = given.get("filename*") or given.get("filename") or ""
    last = [piece for piece in (name, unquote(urlsplit(url).path.rstrip("/"))) if safe_name(piece) != _NAMELESS]
    return safe_name(last[0]) if last else _NAMELESS


def parameters(name: str, value: str) -> Message:
    """Return a header whose parameters can be asked for."""
    message = Message()
    message[name] = value.replace("\r", " ").replace("\n", " ")
    return message


def is_header(value: str) -> bool:
    """Say whether a text can be sent as the value of a header."""
    return bool(value) and value.isprintable() and all(ord(letter) < 256 for letter in value)


def _date(value: str) -> dt.datetime | None:
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _utf8(value: str) -> str:
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
