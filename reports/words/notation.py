"""How figures, dates and marks are written: German notation, and words in place of what may not be shown."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from reports.model.market import Figure

THIN, MINUS = "\u202f", "\u2212"
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
FLAG_WORDS = {
    "below_3": "unter 3",
    "secret": "geheim",
    "unknown": "k. A.",
    "not_applicable": "–",
    "few_cases": "wenige",
}
NO_VALUE = "·"
CLASS_NAMES = {"engpass": "Engpass", "beobachtung": "Beobachtung", "kein_engpass": "kein Engpass"}
MARK_LETTERS = {"mint": "M", "handwerk": "H", "pflege": "P"}


def _rounded(value: float, digits: int) -> Decimal:
    if not abs(value) < 1e18:
        raise ValueError(f"{value!r} is no figure that can be written")
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def number(value: float, digits: int = 0) -> str:
    """Write a number: thin blank between thousands, decimal comma, true minus; never "−0"."""
    rounded = _rounded(value, digits)
    text = f"{abs(rounded):,.{digits}f}".replace(",", THIN).replace(".", ",")
    return f"{MINUS}{text}" if rounded < 0 else text


def signed(value: float, digits: int = 1) -> str:
    """Write a change with its sign; a change that rounds to nothing is "±0"."""
    rounded = _rounded(value, digits)
    return "±0" if rounded == 0 else f"{'+' if rounded > 0 else ''}{number(value, digits)}"


def percent(value: float, digits: int = 1) -> str:
    """Write a share given in percent."""
    return f"{number(value, digits)}{THIN}%"


def change(value: float | None, previous: float | None, digits: int = 1) -> str | None:
    """Write the change to an earlier value in percent; None where it cannot be said."""
    if value is None or not previous:
        return None
    return f"{signed(100 * (value - previous) / previous, digits)}{THIN}%"


def cell(value: float | None, flag: str = "ok", digits: int = 0) -> str:
    """Write a value, or the word for why there is none; an uncertain value stands in brackets."""
    if value is None:
        return FLAG_WORDS.get(flag, NO_VALUE)
    text = number(value, digits)
    return f"({text})" if flag in ("few_cases", "uncertain") else text


def flag_of(flags: tuple[str, ...], field: str) -> str:
    """Find the flag of one field among "field:flag" pairs; "ok" where there is none."""
    return next((f.partition(":")[2] for f in flags if f.partition(":")[0] == field), "ok")


def month_name(month: str) -> str:
    """Write "2025-12" as "Dezember 2025"."""
    year, _, number_ = month.partition("-")
    return f"{MONTHS[int(number_) - 1]} {year}"


def capitalise(sentence: str) -> str:
    """Begin a sentence with a capital letter and leave the rest as it is."""
    return sentence[0].upper() + sentence[1:]


def listed(words: list[str] | tuple[str, ...]) -> str:
    """Join words to a German enumeration: "a, b und c"."""
    return " und ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} und {words[-1]}"


def period(figure: Figure) -> str:
    """Say what a figure's date means: a year is an annual mean."""
    return f"Jahresmittel {figure.period}" if figure.period.isdigit() else figure.period


def file_size(octets: int) -> str:
    """Write the size of a file: "212 kB", "1,4 MB"."""
    if octets < 1_000_000:
        return f"{number(max(octets / 1000, 1))}{THIN}kB"
    return f"{number(octets / 1_000_000, 1)}{THIN}MB"
