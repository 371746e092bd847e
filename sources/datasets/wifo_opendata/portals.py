"""Find a dataset in the catalogue of an open-data portal: CKAN, DKAN or Opendatasoft.

Ids of packages and files change at each upload, so both are found by name at every run. Nothing is downloaded here.
"""

from __future__ import annotations

import difflib
import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from sources.datasets.wifo_opendata.contracts import Dataset, Portal, portals
from sources.errors import LayoutChanged, Unavailable
from sources.web.client import Client

ID = "wifo_opendata"
CKAN_ROWS = 1_000  # the most a CKAN answers at once
ODS_ROWS = 100  # the most an Opendatasoft portal answers at once
MAX_PAGES = 50
_ADVICE = "Look it up in the portal and correct sources/wifo_opendata.toml. Nothing was stored."


@dataclass(frozen=True, slots=True)
class Entry:
    """What a catalogue says about a dataset, reduced to what is used. Texts are plain, of one line."""

    title: str
    publisher: str
    licence: str  # as written there: slug, address or title
    attribution: str  # licenseAttributionByText, "" where the catalogue has none
    uri: str
    modified: str  # ISO day
    resource: str
    url: str  # of the file, https

    def facts(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Package:
    """A dataset of any kind of catalogue; `files` are (name, format, address, licence, attribution)."""

    title: str
    name: str
    publisher: str
    licence: str
    attribution: str
    uri: str
    modified: str
    files: tuple[tuple[str, str, str, str, str], ...]


def catalogue_url(dataset: Dataset) -> str:
    """Return the address of the catalogue that is searched for a dataset; the fragment names the dataset."""
    portal = portals()[dataset.portal]
    path = {
        "ckan": f"/api/3/action/package_search?{_ckan_query(dataset)}",
        "dkan": "/data.json",
        "opendatasoft": f"/api/explore/v2.1/catalog/datasets?limit={ODS_ROWS}&offset=0",
    }[portal.kind]
    return f"{portal.url}{path}#{dataset.id}"


def find(client: Client, dataset: Dataset, hosts: Sequence[str]) -> Entry:
    """Return the catalogue's entry of a dataset.

    Raises LayoutChanged listing near names when no package or no file has the contract's name, or more than one;
    Unavailable when the catalogue answers with an error.
    """
    portal = portals()[dataset.portal]
    packages = _KINDS[portal.kind](client, portal, dataset, hosts)
    package = _one(packages, lambda one: {one.title, one.name}, dataset.package, f"{portal.url}, packages")
    tables = [one for one in package.files if _is_csv(one[1], one[2])]
    where = f"{portal.url}, package {package.title!r}, CSV files"
    name, _, url, licence, attribution = _one(tables, lambda one: {one[0]}, dataset.resource, where)
    return Entry(
        title=package.title,
        publisher=package.publisher,
        licence=licence or package.licence,
        attribution=attribution or package.attribution,
        uri=package.uri,
        modified=package.modified,
        resource=name,
        url=_https(url),
    )


def plain_text(value: object, longest: int = 300) -> str:
    """Return a catalogue's text without markup, control characters and line breaks."""
    text = html.unescape(re.sub(r"<[^>]*>", " ", str(value or "")))
    text = "".join(letter if letter.isprintable() or letter.isspace() else "" for letter in text)
    return unicodedata.normalize("NFC", " ".join(text.split()))[:longest]


def _one(things: Iterable[Any], names: Callable[[Any], set[str]], wanted: str, where: str) -> Any:
    things = list(things)
    found = [one for one in things if _folded(wanted) in {_folded(name) for name in names(one)}]
    if len(found) == 1:
        return found[0]
    if found:
        twins = [" / ".join(sorted(names(one))) for one in found]
        raise LayoutChanged(ID, where, f"one named {wanted!r}", f"{len(found)} of them: {twins}", _ADVICE)
    known = sorted({name for one in things for name in names(one) if name})
    near = difflib.get_close_matches(wanted, known, 5, 0.4) or known[:10]
    raise LayoutChanged(ID, where, f"one named {wanted!r}", f"near are {near}" if near else "nothing like it", _ADVICE)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _is_csv(form: str, url: str) -> bool:
    return "csv" in form.casefold() or urlsplit(url).path.casefold().endswith(".csv")


def _https(url: str) -> str:
    """Return an address with https and without letters that no address may hold."""
    parts = urlsplit(url.strip())
    scheme = "https" if parts.scheme in ("http", "https") else parts.scheme
    path, query = quote(parts.path, safe="/%:@!$&'()*+,;=~"), quote(parts.query, safe="/%:@!$&'()*+,;=~?")
    return urlunsplit((scheme, parts.netloc, path, query, ""))


def _day(value: object) -> str:
    found = re.match(r"\d{4}-\d{2}-\d{2}", str(value or ""))
    return found.group() if found else ""


# CKAN


def _ckan_query(dataset: Dataset, start: int = 0, words: str = "") -> str:
    quoted = dataset.package.replace("\\", "\\\\").replace('"', '\\"')
    query = {"q": words or f'title:"{quoted}"'}
    if dataset.organization:
        query["fq"] = f"organization:{dataset.organization}"
    return urlencode({**query, "rows": str(CKAN_ROWS if not words else 20), "start": str(start)})


def _ckan(client: Client, portal: Portal, dataset: Dataset, hosts: Sequence[str]) -> list[_Package]:
    found: list[_Package] = []
    for _ in range(MAX_PAGES):
        result = _ckan_answer(client, portal, _ckan_query(dataset, len(found)), hosts)
        page = result.get("results")
        if not isinstance(page, list) or not isinstance(result.get("count"), int):
            raise Unavailable(f"{portal.url}: a search answer without count and results. {_ADVICE}")
        found += [_ckan_package(portal, one) for one in page]
        if not page or len(found) >= result["count"]:
            break
    if not any(_folded(dataset.package) in (_folded(one.title), _folded(one.name)) for one in found):
        words = " ".join(re.findall(r"\w{4,}", dataset.package))
        near = _ckan_answer(client, portal, _ckan_query(dataset, words=words), hosts).get("results") or []
        found += [_ckan_package(portal, one) for one in near]
    return found


def _ckan_answer(client: Client, portal: Portal, query: str, hosts: Sequence[str]) -> dict[str, Any]:
    url = f"{portal.url}/api/3/action/package_search?{query}"
    envelope = client.read(url, hosts, accept=(200, 400, 403, 404, 409)).json()
    if not isinstance(envelope, dict) or not isinstance(envelope.get("success"), bool):
        raise Unavailable(f"{portal.url}: the answer is no CKAN envelope. The portal has probably moved. {_ADVICE}")
    if not envelope["success"]:
        error = envelope.get("error") if isinstance(envelope.get("error"), dict) else {}
        kind, message = plain_text(error.get("__type") or "Error"), plain_text(error.get("message") or error)
        raise Unavailable(f"{portal.url}: the catalogue says {kind}: {message}. {_ADVICE}")
    result = envelope.get("result")
    return result if isinstance(result, dict) else {}


def _ckan_package(portal: Portal, one: Mapping[str, Any]) -> _Package:
    extras = {item.get("key"): item.get("value") for item in one.get("extras") or [] if isinstance(item, dict)}
    organization = one.get("organization") or {}
    name = plain_text(one.get("name"))
    return _Package(
        title=plain_text(one.get("title")),
        name=name,
        publisher=plain_text(extras.get("publisher_name") or organization.get("title") or one.get("author")),
        licence=plain_text(one.get("license_id") or one.get("license_url") or one.get("license_title")),
        attribution=plain_text(extras.get("licenseAttributionByText") or one.get("licenseAttributionByText")),
        uri=plain_text(extras.get("uri")) or f"{portal.url}/dataset/{name}",
        modified=_day(one.get("metadata_modified")),
        files=tuple(
            (
                plain_text(item.get("name")),
                str(item.get("format") or ""),
                str(item.get("url") or ""),
                plain_text(item.get("license")),
                plain_text(item.get("licenseAttributionByText")),
            )
            for item in one.get("resources") or []
        ),
    )


# DKAN


def _dkan(client: Client, portal: Portal, dataset: Dataset, hosts: Sequence[str]) -> list[_Package]:
    content = client.read(f"{portal.url}/data.json", hosts).json()
    listed = content.get("dataset") if isinstance(content, dict) else None
    if not isinstance(listed, list):
        raise Unavailable(
            f"{portal.url}/data.json: no list of datasets in it. The portal has probably moved. {_ADVICE}"
        )
    return [_dkan_package(portal, one) for one in listed if isinstance(one, dict)]


def _dkan_package(portal: Portal, one: Mapping[str, Any]) -> _Package:
    publisher = one.get("publisher") or {}
    identifier = plain_text(one.get("identifier"))
    return _Package(
        title=plain_text(one.get("title")),
        name=identifier,
        publisher=plain_text(publisher.get("name") if isinstance(publisher, dict) else publisher),
        licence=plain_text(one.get("license")),
        attribution=plain_text(one.get("licenseAttributionByText") or one.get("rights")),
        uri=plain_text(one.get("landingPage")) or f"{portal.url}/dataset/{identifier}",
        modified=_day(one.get("modified")),
        files=tuple(
            (
                plain_text(item.get("title")),
                f"{item.get('format') or ''} {item.get('mediaType') or ''}",
                str(item.get("downloadURL") or item.get("accessURL") or ""),
                plain_text(item.get("license")),
                "",
            )
            for item in one.get("distribution") or []
            if isinstance(item, dict)
        ),
    )


# Opendatasoft


def _opendatasoft(client: Client, portal: Portal, dataset: Dataset, hosts: Sequence[str]) -> list[_Package]:
    found: list[_Package] = []
    for _ in range(MAX_PAGES):
        url = f"{portal.url}/api/explore/v2.1/catalog/datasets?limit={ODS_ROWS}&offset={len(found)}"
        content = client.read(url, hosts, accept=(200, 400, 403, 404)).json()
        if not isinstance(content, dict) or not isinstance(content.get("results"), list):
            said = plain_text(content.get("message") if isinstance(content, dict) else content)
            raise Unavailable(f"{portal.url}: the catalogue says {said or 'nothing that is a list'}. {_ADVICE}")
        found += [_opendatasoft_package(portal, one) for one in content["results"]]
        if not content["results"] or len(found) >= int(content.get("total_count") or 0):
            break
    return found


def _opendatasoft_package(portal: Portal, one: Mapping[str, Any]) -> _Package:
    facts = (one.get("metas") or {}).get("default") or {}
    name = plain_text(one.get("dataset_id"))
    export = urlencode({"lang": "de", "delimiter": ";", "use_labels": "true"})
    url = f"{portal.url}/api/explore/v2.1/catalog/datasets/{quote(name, safe='')}/exports/csv?{export}"
    return _Package(
        title=plain_text(facts.get("title")),
        name=name,
        publisher=plain_text(facts.get("publisher")),
        licence=plain_text(facts.get("license_url") or facts.get("license")),
        attribution=plain_text(" ".join(facts.get("attributions") or [])),
        uri=f"{portal.url}/explore/dataset/{name}/",
        modified=_day(facts.get("data_processed") or facts.get("modified")),
        files=(("csv", "csv", url, "", ""),),
    )


_KINDS = {"ckan": _ckan, "dkan": _dkan, "opendatasoft": _opendatasoft}
