"""WeasyPrint's own style sheet without the rules that cost most and that no page of ours needs."""

from __future__ import annotations

import re
from pathlib import Path

import tinycss2
import weasyprint

# `br::before`, `[dir=rtl i]`; not `:is(dir, ul) ul`, `[hidden]`, nor the six like `::footnote-call`, which add six
# pseudo-elements to every element
_PLAIN = re.compile(r"[a-z0-9]+(::[a-z]+)?|\[dir=... i\]")
_COMMA = re.compile(r",(?![^(]*\))")
_NEEDED = ("@footnote", "@note-area")  # each page is asked for their style, whether it has notes or not


def plain_sheet(css: str) -> weasyprint.CSS:
    """Return the style sheet of HTML for pages styled by `css`, which have no notes, forms or hidden elements.

    Of the boxes in a page's margin it styles those that `css` names.
    """
    path = Path(weasyprint.__file__).parent / "css" / "html5_ua.css"
    rules = tinycss2.parse_stylesheet(path.read_text(encoding="utf-8"), skip_comments=True, skip_whitespace=True)
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            kept.append(_plain(rule))
        elif rule.at_keyword == "page":
            kept.append(_page(rule, css))
    return weasyprint.CSS(string="\n".join(kept))


def _plain(rule: tinycss2.ast.QualifiedRule) -> str:
    selectors = [s.strip() for s in _COMMA.split(tinycss2.serialize(rule.prelude))]
    selectors = ["li::marker" if s == "::marker" else s for s in selectors]
    plain = ", ".join(s for s in selectors if _PLAIN.fullmatch(s))
    return f"{plain} {{{tinycss2.serialize(rule.content)}}}" if plain else ""


def _page(rule: tinycss2.ast.AtRule, css: str) -> str:
    parts = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    named = {f"@{part.at_keyword}": part.serialize() for part in parts if part.type == "at-rule"}
    kept = [text for name, text in named.items() if name in _NEEDED or re.search(rf"{name}\s*{{", css)]
    kept += [part.serialize() + ";" for part in parts if part.type == "declaration"]
    return f"@page {{ {' '.join(kept)} }}"
