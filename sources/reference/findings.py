"""What a check of hand-kept reference files has to say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault or remark. An error keeps the file from being used, a warning does not."""

    severity: str  # error, warning
    file: str
    where: str  # "line 12, entry mozaik-iq-nrw, link"
    message: str

    @property
    def text(self) -> str:
        """The finding in one line."""
        return ": ".join(one for one in (self.file, self.where, self.message) if one)
