"""What a source refuses, and why."""

from __future__ import annotations


class SourceError(Exception):
    """Something in a publisher's file or answer that must stop the import; the message says what, where, what to do."""


class UnknownFile(SourceError):
    """No source recognises the file."""


class SkipFile(SourceError):
    """The file is known and deliberately not used; the message says why. An import passes over it."""


class LayoutChanged(SourceError):
    """The publisher moved or renamed something the parser relies on."""

    def __init__(self, source: str, where: str, expected: object, found: object, advice: str = "") -> None:
        self.source, self.where, self.expected, self.found = source, where, expected, found
        advice = advice or (
            f"Compare the file with docs/sources/{source}.md; if the publisher changed the layout for good, "
            "adapt the source module. Nothing was stored."
        )
        super().__init__(f"{source}: layout changed at {where}: expected {expected!r}, found {found!r}. {advice}")


class BadContent(SourceError):
    """The layout is as expected but the content cannot be right (duplicates, broken totals, impossible values)."""


class Unavailable(SourceError):
    """A publisher cannot be reached, or answers with an error, or with something that is not what was asked for."""


class NotPublished(Unavailable):
    """The publisher answers, and does not have the file yet."""


class SwitchedOff(SourceError):
    """The operator has not allowed this source, or has not given what it needs; the message says how."""
