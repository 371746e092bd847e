"""The GENESIS web service: ask for a table, wait for its job if it is large, fetch the result.

POST only since July 2025, user name and password as headers, parameters as a form. Success is a zip; everything else
is JSON or, when the request was turned into a GET on its way, the HTML page of the service, all with status 200.
A token as user name takes no password and starts no jobs.
"""

from __future__ import annotations

import codecs
import io
import json
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sources.datasets.genesis.ffcsv import Base
from sources.errors import NotPublished, SwitchedOff, Unavailable
from sources.files.archive import MAX_TOTAL_BYTES
from sources.web.client import Answer, Client
from sources.web.content import outline

Form = Sequence[tuple[str, str]]

BUSY_TRIES, BUSY_WAIT = 10, 15.0  # seconds; the service runs only so many requests of a user at a time
POLL_TRIES, POLL_WAIT = 90, 10.0  # a table of two million values took some minutes
_CONTENT_TYPE = "application/x-www-form-urlencoded; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Credentials:
    """User name and password of a database; never shown."""

    user: str = field(repr=False)
    password: str = field(repr=False)

    @property
    def is_token(self) -> bool:
        return not self.password

    @property
    def headers(self) -> dict[str, str]:
        return {"username": self.user} | ({"password": self.password} if self.password else {})


@dataclass(frozen=True, slots=True)
class Status:
    """What the service says when it sends no table; `text` holds no secrets."""

    code: int
    text: str
    content: Any  # "Object" or "List" of the answer


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table as it came: the bytes of the flat CSV, and what the service remarked."""

    body: bytes
    note: str = ""
    job: bool = False


def credentials(client: Client, base: Base) -> Credentials:
    """Return what the environment holds for a database. Raises SwitchedOff naming the variables."""
    both = f"{base.user} and {base.password}"
    try:
        user = client.secret(base.user)
    except SwitchedOff:
        raise SwitchedOff(f"{base.name} needs an account: set {both}. Without them its tables are left out.") from None
    try:
        password = client.secret(base.password)
    except SwitchedOff:
        password = ""
    if not password and not base.token:
        raise SwitchedOff(
            f"{base.name} takes no token: set {both}. With {base.user} alone its tables are left out."
        ) from None
    return Credentials(user, password)


class Session:
    """One account at one database, for one run."""

    def __init__(self, client: Client, base: Base, hosts: Sequence[str]) -> None:
        self._client, self._base, self._hosts = client, base, hosts
        self._credentials = credentials(client, base)

    def table(self, code: str, form: Form) -> TableFile | None:
        """Return a table, None when the service has nothing new.

        Raises Unavailable saying what the service answered, NotPublished when it has no values for these parameters.
        """
        answer = self._ask("data/tablefile", [*form, ("job", "false")])
        if isinstance(answer, Status) and answer.code == 98:
            if self._credentials.is_token:
                raise Unavailable(
                    f"{self._base.name}: table {code} is too large without a job, and a token starts none. Set "
                    f"{self._base.user} and {self._base.password}, or restrict the table in genesis_tables.toml."
                )
            return self._job(code, form)
        return self._result(code, answer)

    def _job(self, code: str, form: Form) -> TableFile | None:
        started = self._ask("data/tablefile", [*form, ("job", "true")])
        if isinstance(started, bytes):
            return self._result(code, started)
        if started.code != 99:
            raise self._refused(code, started)
        job = job_name(code, started.text)
        if job is None:
            raise Unavailable(
                f"{self._base.name}: started a job for {code}, but its name is not where it was: {started.text!r}"
            )
        language = dict(form).get("language", "de")
        search = [("selection", job), ("area", "user"), ("pagelength", "1"), ("language", language)]
        wanted = [
            ("name", job),
            ("area", "user"),
            ("compress", dict(form).get("compress", "true")),
            ("format", "ffcsv"),
            ("language", language),
        ]
        for _ in range(POLL_TRIES):
            found = self._ask("catalogue/results", search)
            if isinstance(found, bytes) or found.code not in (0, 22, 104):
                raise self._refused(code, found)
            if found.code != 104 and job in _codes(found.content):
                answer = self._ask("data/resultfile", wanted)
                if isinstance(answer, bytes) or answer.code != 104:
                    table = self._result(code, answer)
                    return table and TableFile(table.body, table.note, job=True)
            self._client.wait(POLL_WAIT)
        raise Unavailable(
            f"{self._base.name}: the job {job} was not finished after {POLL_TRIES * POLL_WAIT / 60:.0f} minutes. It "
            "will be asked for again at the next run."
        )

    def _ask(self, method: str, form: Form) -> bytes | Status:
        """Ask once, or again while the service is busy with other requests of the account."""
        for attempt in range(BUSY_TRIES):
            if attempt:
                self._client.wait(BUSY_WAIT)
            answer = self._post(method, form)
            if isinstance(answer, bytes) or answer.code != 6:
                return answer
        raise Unavailable(
            f"{self._base.name}: too many requests of this account at a time, for "
            f"{BUSY_TRIES * BUSY_WAIT / 60:.0f} minutes. Is another program using it?"
        )

    def _post(self, method: str, form: Form) -> bytes | Status:
        url = self._base.url + method
        answer = self._client.read(
            url,
            self._hosts,
            method="POST",
            data=form,
            headers={**self._credentials.headers, "Content-Type": _CONTENT_TYPE},
            once=False,
            accept=(200, 401, 403),
        )
        if answer.status in (401, 403):
            raise Unavailable(
                f"{self._base.name} refused the account (status {answer.status}). Check {self._base.user} and "
                f"{self._base.password}."
            )
        if answer.body.startswith(b"PK"):
            return answer.body
        if not answer.body.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{"):
            raise Unavailable(
                f"{url} answered with {answer.hide(outline(answer.body))} and not with data. The service takes POST "
                "alone; it may be closed for maintenance, or the request was redirected."
            )
        return self._status(url, answer)

    def _status(self, url: str, answer: Answer) -> Status:
        try:
            found = json.loads(answer.body.decode("utf-8-sig", errors="replace"))
            status = found.get("Status", found)
            code, words = int(status["Code"]), str(status.get("Content", ""))
            echoed = dict(found.get("Parameter") or {})
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Unavailable(
                f"{url}: an answer without a status, {answer.hide(outline(answer.body))}. Try again later."
            ) from None
        secret = self._credentials.password or self._credentials.user
        if secret in (echoed.get("password"), echoed.get("username")):
            raise Unavailable(
                f"{url} repeats the account's secret in its answer instead of masking it. Nothing was stored; tell "
                f"{self._base.name}."
            )
        return Status(code, answer.hide(" ".join(words.split())[:300]), found.get("Object") or found.get("List"))

    def _result(self, code: str, answer: bytes | Status) -> TableFile | None:
        if isinstance(answer, bytes):
            return TableFile(unzip(answer, f"{self._base.name}, table {code}"))
        if answer.code == 50:
            return None
        if answer.code in (0, 22):
            content = answer.content.get("Content") if isinstance(answer.content, dict) else None
            if isinstance(content, str) and content.lstrip("\ufeff").startswith("statistics_code;"):
                body = content.lstrip("\ufeff").encode("utf-8-sig")
                return TableFile(body, answer.text if answer.code == 22 else "")
        raise self._refused(code, answer)

    def _refused(self, code: str, answer: bytes | Status) -> Unavailable:
        if isinstance(answer, bytes):
            return Unavailable(f"{self._base.name}: a file where the status of the job for {code} was asked for.")
        if answer.code == 104:
            return NotPublished(f"{self._base.name}: no values of {code} for these parameters ({answer.text!r})")
        if answer.code == 90:
            return Unavailable(
                f"{self._base.name}: there is no table {code} ({answer.text!r}). Look up its code on the "
                "database's page and correct genesis_tables.toml."
            )
        return Unavailable(f"{self._base.name}: table {code}: code {answer.code}, {answer.text!r}.")


def job_name(code: str, text: str) -> str | None:
    """Return the name of a job from the sentence that announces it, None unless exactly one name stands there."""
    found = set(re.findall(rf"(?<!\S){re.escape(code)}_\d+(?!\S)", text))
    return found.pop() if len(found) == 1 else None


def unzip(body: bytes, where: str) -> bytes:
    """Return the one flat CSV of a zip. Raises Unavailable for any other content."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            entries = archive.infolist()
            if len(entries) != 1 or not entries[0].filename.endswith("_flat.csv"):
                names = [entry.filename for entry in entries][:5]
                raise Unavailable(f"{where}: expected one *_flat.csv in the zip, found {names}.")
            if entries[0].file_size > MAX_TOTAL_BYTES:
                raise Unavailable(f"{where}: unpacks to {entries[0].file_size:,} bytes. Restrict the table.")
            with archive.open(entries[0]) as stream:
                return stream.read(MAX_TOTAL_BYTES)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise Unavailable(f"{where}: damaged zip ({error}). The download was probably cut off.") from error


def in_order(body: bytes) -> bytes:
    """Return a flat CSV with its rows sorted, since the service sends them in another order each time."""
    if b'"' in body:  # a quoted text may hold a line end
        return body
    head, end, rest = body.partition(b"\n")
    lines = sorted(line.rstrip(b"\r") for line in rest.split(b"\n") if line.strip())
    return head.rstrip(b"\r") + end + b"".join(line + b"\n" for line in lines)


def _codes(content: Any) -> list[str]:
    return [one.get("Code", "") for one in content if isinstance(one, dict)] if isinstance(content, list) else []
