"""Reported vacancies, vacancy time and unemployed by Land, KldB 2010 3-digit group and month.

Two workbooks of the BA hold them in different layouts: the shortage analysis of one Land, which is fetched, and the
book "Arbeitsmarkt nach Berufen" of all Länder, which is taken when somebody imports it. No requirement level is kept.
"""

from __future__ import annotations

import pandas as pd

from sources import observations
from sources.contract import Expect, Source
from sources.datasets.ba_stellen_berufe import engpass, heft
from sources.datasets.ba_stellen_berufe import rows as common
from sources.files import german
from sources.files.file import PublishedFile
from sources.records import Plan, Recognition, Request
from sources.reference import codes

ID = common.ID
HOSTS = ("statistik.arbeitsagentur.de",)
LAENDER = "laender"


def locate(plan: Plan) -> tuple[Request, ...]:
    """Return one workbook per Land of the Kreise for each of the two months before the running one.

    The older one is there when the newer is not out yet, and is looked at again for revisions.
    """
    running = int(plan.month[:4]) * 12 + int(plan.month[5:]) - 1
    layouts = common.layouts()
    requests = []
    for number in (running - 2, running - 1):
        year, month = f"{number // 12:04d}", f"{number % 12 + 1:02d}"
        for land in sorted({kreis[:2] for kreis in plan.kreise}):
            url = layouts["address"].format(land=layouts["laender"][land], month=year + month)
            requests.append(Request(url, f"land-{land}", month=f"{year}-{month}"))
    return tuple(requests)


def recognises(file: PublishedFile) -> Recognition | None:
    """Return Land and month of one of the two workbooks, None for any other file."""
    if file.kind != "xlsx":
        return None
    if engpass.is_ours(file):
        land, month = engpass.about(file)
        name = codes.laender().names[land]
        return Recognition(f"land-{land}", f"Gemeldete Stellen nach Berufen, {name}, {_words(month)}", month)
    if heft.is_ours(file):
        month = heft.about(file)
        return Recognition(LAENDER, f"Arbeitsmarkt nach Berufen, Länder, {_words(month)}", month)
    return None


def _words(month: str) -> str:
    return f"{german.MONTHS[int(month[5:]) - 1]} {month[:4]}"


def parse(file: PublishedFile, recognition: Recognition) -> pd.DataFrame:
    """Return vacancies (count), vacancy time (days), unemployed (persons) per Land and 3-digit group, and totals."""
    cells = heft.read(file) if recognition.part == LAENDER else engpass.read(file)
    return observations.rows_frame(
        [
            (
                cell.land,
                f"{cell.month}-01",
                "M",
                cell.indicator,
                cell.occupation,
                "",
                "",
                cell.value,
                cell.flag,
                cell.sheet,
                cell.row,
                cell.column,
            )
            for cell in cells
        ]
    )


_INDICATORS = frozenset(
    {
        "month_vacancies_new",
        "month_vacancies",
        "month_vacancies_over_3_months",
        "vacancy_time_days",
        "month_unemployed_persons",
        "month_unemployed_per_100_vacancies",
    }
)


def expect(part: str) -> Expect:
    """Return what a part must look like: most of the 144 groups of a Land."""
    if part == LAENDER:
        return Expect((1_000, 60_000), (1, 16), values=(0, 3_000_000))
    return Expect((300, 900), (1, 1), _INDICATORS, (0, 3_000_000))


SOURCE = Source(
    id=ID,
    title="Gemeldete Stellen nach Beruf und Land",
    publisher="Statistik der Bundesagentur für Arbeit",
    page="https://statistik.arbeitsagentur.de/SiteGlobals/Forms/Suche/Einzelheftsuche_Formular.html"
    "?topic_f=analyse-gemeldete-arbeitsstellen-kldb2010",
    licence="freie Nutzung mit Quellenangabe, eigene Berechnungen gekennzeichnet",
    attribution="© Statistik der Bundesagentur für Arbeit",
    cadence="monthly",
    lag_days=2,
    required=False,
    max_age_days=130,
    status="unconfirmed",
    expect=expect,
    locate=locate,
    recognises=recognises,
    parse=parse,
    looks_like="an XLSX with the sheet '3.1 Engpass_Tab1', or the book 'Arbeitsmarkt nach Berufen'",
    reference=(codes.REGION_FILE, codes.OCCUPATION_FILE),
    hosts=HOSTS,
    by_hand="on the page choose your Land and save the XLSX of the newest month",
)
