"""A brief as somebody new to WeasyPrint would write it: the same texts, tables and drawings.

What is beside each other is flex instead of floats; tables find their widths themselves; words are hyphenated
automatically; fonts are woff2 files of the page; boxes in the margin have no widths; everything stands in one string of
HTML, drawings included.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

import tinycss2
from cssselect2 import ElementWrapper, compile_selector_list

from reports.pages.compose import CSS
from reports.site.frame import ASSETS

WOFF2 = ASSETS / "fonts"
ElementTree.register_namespace("", "http://www.w3.org/2000/svg")


def faces(folder=WOFF2, ending: str = "woff2") -> str:
    """Write the rules that load the fonts of a brief from files."""
    return "".join(
        f'@font-face {{ font-family: "IBM Plex Sans{family}"; font-weight: {weight}; '
        f'src: url("{(folder / f"{name}.{ending}").as_uri()}") }}\n'
        for family, stem in (("", "IBMPlexSans"), (" Arabic", "IBMPlexSansArabic"))
        for weight, name in ((400, f"{stem}-Regular"), (600, f"{stem}-SemiBold"))
    )


def style() -> str:
    """Return the style sheet of the brief without what makes it fast."""
    css = CSS.read_text(encoding="utf-8")
    for ours, usual in (
        ("table-layout: fixed", "table-layout: auto"),
        ("hyphens: manual; overflow-wrap: anywhere", "hyphens: auto"),  # with "anywhere" it takes twice as long
        ("margin: 18mm 17mm 16mm", "margin: 18mm 17mm 12mm"),  # tables that find their widths are a little taller
    ):
        if ours not in css:
            raise ValueError(f"brief.css has no {ours!r} any more")
        css = css.replace(ours, usual)
    css = re.sub(r"(@(?:top|bottom)-(?:left|right) \{) width: \d+mm;", r"\1", css)
    css = "\n".join(line for line in css.splitlines() if ".lined" not in line and "overflow-wrap: normal" not in line)
    return faces() + css + "\n.row { display: flex } .row > * { float: none; flex: none }"


def page(html: str) -> str:
    """Rewrite the HTML of a brief: floats beside each other become a row of flex boxes."""
    tree = ElementTree.fromstring(html)
    floated = _floated(tree)
    for parent in list(tree.iter()):
        row = None
        for child in list(parent):
            if child not in floated:
                row = None
                continue
            if row is None:
                row = ElementTree.Element("div", {"class": "row"})
                parent.insert(list(parent).index(child), row)
            parent.remove(child)
            row.append(child)
    ElementTree.SubElement(tree.find("head"), "style").text = style()
    text = ElementTree.tostring(tree, encoding="unicode", method="html")
    return "<!DOCTYPE html>\n" + text.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1)


def _floated(tree: ElementTree.Element) -> set[ElementTree.Element]:
    css = CSS.read_text(encoding="utf-8")
    selectors = [
        tinycss2.serialize(rule.prelude)
        for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
        if rule.type == "qualified-rule" and re.search(r"float:\s*(left|right)", tinycss2.serialize(rule.content))
    ]
    tests = [compiled.test for selector in selectors for compiled in compile_selector_list(selector)]
    root = ElementWrapper.from_html_root(tree)
    return {wrapper.etree_element for wrapper in root.iter_subtree() if any(test(wrapper) for test in tests)}
