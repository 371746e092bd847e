"""The site in Chromium: from disk and from a server, on a phone and a desk, by keyboard, without JavaScript, with axe.

One browser is started for all tests of this file.
"""

from __future__ import annotations

import base64
import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import site_world

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
AXE = Path(__file__).parents[2] / "vendor" / "axe-core" / "axe.min.js"
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
    "--force-prefers-reduced-motion",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
SIZES = {"phone": (390, 844), "desk": (1280, 900)}
EDITION = site_world.EDITION
PAGES = (
    "ausgaben.html", "index.html", "aenderungen.html", "methode.html", "datenlexikon.html", "quellen.html",
    "barrierefreiheit.html", "05911/index.html", "05/index.html", "05966/index.html",
)  # fmt: skip
LEGIBLE = """
return [...document.querySelectorAll("svg text")].filter(t => t.checkVisibility({visibilityProperty: true}))
  .map(t => [t.getScreenCTM().a * parseFloat(t.getAttribute("font-size")), t.textContent])
  .filter(([size]) => size < 10.9)
"""
RUN_AXE = """
const done = arguments[arguments.length - 1];
for (const e of document.querySelectorAll(".rolle")) e.style.background = "#FFFFFF"; // axe cannot look through shadows
axe.run(document, {resultTypes: ["violations"]}).then(
  found => done(found.violations.map(v => [v.id, v.nodes.length, v.nodes[0].html.slice(0, 200)])),
  error => done([["axe", 0, String(error)]]))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("browser")
    site_world.make(folder, "kompass@example.org")
    return folder / "site"


@pytest.fixture(scope="module")
def browser(tmp_path_factory) -> Iterator:
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    if not (CHROMIUM.exists() and DRIVER.exists()):
        pytest.skip("chromium and chromedriver are not installed: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(str(DRIVER)))
    driver.set_script_timeout(60)
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def server(site) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def _open(browser, address: str, size: str = "desk") -> None:
    width, height = SIZES[size]
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == "phone"}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get_log("browser")
    browser.get(address)


def _place(page: str) -> str:
    return page if page == "ausgaben.html" else f"{EDITION}/{page}"


def _complaints(browser) -> list[str]:
    return [entry["message"] for entry in browser.get_log("browser")]


def _loaded(browser) -> list[str]:
    return browser.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")


def _press(browser, *keys: str) -> None:
    from selenium.webdriver import ActionChains

    for key in keys:
        ActionChains(browser).send_keys(key).perform()


def _back(browser) -> None:
    from selenium.webdriver import ActionChains, Keys

    ActionChains(browser).key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT).perform()


def _focused(browser) -> dict:
    return browser.execute_script(
        "const e = document.activeElement, s = getComputedStyle(e);"
        "return {tag: e.tagName.toLowerCase(), text: e.textContent.trim().slice(0, 60), id: e.id,"
        " href: e.getAttribute('href'), label: e.getAttribute('aria-label'),"
        " ring: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,"
        " seen: e.getBoundingClientRect().width > 2}"
    )


# --- accessible -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing(browser, site, page):
    axe = AXE.read_text(encoding="utf-8")
    for size in SIZES:
        _open(browser, f"{site.as_uri()}/{_place(page)}", size)
        browser.execute_script(axe)
        browser.execute_script("document.querySelectorAll('details').forEach(e => e.open = true)")
        assert browser.execute_async_script(RUN_AXE) == [], size


def test_axe_would_find_something(browser, site):
    _open(browser, f"{site.as_uri()}/{EDITION}/methode.html")
    browser.execute_script(AXE.read_text(encoding="utf-8"))
    browser.execute_script("document.querySelector('h1').style.color = '#CCCCCC'")
    assert [found[0] for found in browser.execute_async_script(RUN_AXE)] == ["color-contrast"]


# --- fits and is legible, from disk and from a server ---------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("where", ["disk", "server"])
def test_pages_fit_are_legible_and_ask_nobody(browser, site, server, where, size):
    root = site.as_uri() if where == "disk" else server
    pages = PAGES if where == "disk" else ("ausgaben.html", "index.html", "05911/index.html")
    for page in pages:
        _open(browser, f"{root}/{_place(page)}", size)
        wide, room = browser.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
        assert wide <= room, page
        assert browser.execute_script("return getComputedStyle(document.body).fontFamily").startswith('"IBM Plex Sans"')
        assert browser.execute_script(
            "return document.fonts.ready.then(() => document.fonts.check('16px \"IBM Plex Sans\"'))"
        )
        assert browser.execute_script(LEGIBLE) == [], page
        assert [name for name in _loaded(browser) if not name.startswith(root)] == [], page
        assert _complaints(browser) == [], page


@pytest.mark.parametrize("width", [320, 641, 700, 833, 1000])
def test_no_width_is_too_narrow(browser, site, width):
    for page in ("index.html", "methode.html", "05911/index.html"):
        _open(browser, f"{site.as_uri()}/{_place(page)}")
        metrics = {"width": width, "height": 700, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width, page
        if width > 320:
            assert browser.execute_script(LEGIBLE) == [], page


def test_the_entry_leads_on(browser, site):
    _open(browser, f"{site.as_uri()}/index.html")
    assert browser.current_url == f"{site.as_uri()}/{EDITION}/index.html"


def test_regions_that_scroll_can_be_reached(browser, site):
    _open(browser, f"{site.as_uri()}/{EDITION}/05911/index.html", "phone")
    found = browser.execute_script(
        "return [...document.querySelectorAll('.rolle')].filter(e => e.scrollWidth > e.clientWidth + 1)"
        ".map(e => [e.tabIndex, e.getAttribute('role'), e.getAttribute('aria-label')])"
    )
    assert found
    assert all(index == 0 and role == "region" and label for index, role, label in found)
    named = browser.execute_script(
        "const t = document.querySelector('table .rows th[scope=row]'), r = t.closest('.rolle');"
        "r.scrollLeft = 200; return [r.scrollLeft, t.getBoundingClientRect().left - r.getBoundingClientRect().left]"
    )
    assert named == [200, 0]


# --- by keyboard ----------------------------------------------------------------------------------------------------


def test_by_keyboard(browser, site):
    from selenium.webdriver import Keys

    _open(browser, f"{site.as_uri()}/{EDITION}/index.html")
    _press(browser, Keys.TAB)
    assert _focused(browser) | {"ring": 0} == {
        "tag": "a", "text": "Zum Inhalt springen", "id": "", "href": "#inhalt", "label": None, "ring": 0, "seen": True,
    }  # fmt: skip
    _press(browser, Keys.ENTER)
    assert _focused(browser)["id"] == "inhalt"
    _press(browser, Keys.TAB)
    assert _focused(browser)["text"].startswith("Karte überspringen")
    stops = []
    for _ in range(4):
        _press(browser, Keys.TAB)
        stops.append(_focused(browser))
    assert [s["href"] for s in stops] == ["05315/index.html", "05911/index.html", "05966/index.html", "05/index.html"]
    assert stops[1]["label"] == "Bochum: 5,7 Arbeitslose je Stelle"
    ringed = "return getComputedStyle(document.activeElement.querySelector('path')).strokeWidth"
    _back(browser)
    assert browser.execute_script(ringed) == "12px"
    assert browser.execute_script("return document.querySelectorAll('.gemeint').length") == 2
    _back(browser)
    _press(browser, Keys.ENTER)
    assert browser.current_url.endswith(f"{EDITION}/05911/index.html")


def test_focus_is_seen_and_follows_the_page(browser, site):
    from selenium.webdriver import Keys

    _open(browser, f"{site.as_uri()}/{EDITION}/05911/index.html")
    last = -1.0
    for step in range(24):
        _press(browser, Keys.TAB)
        here = _focused(browser)
        assert here["ring"], here
        assert here["seen"], here
        top = browser.execute_script("return document.activeElement.getBoundingClientRect().top + scrollY")
        assert step == 0 or top >= last - 80, here
        last = top


def test_sorting_and_searching(browser, site):
    _open(browser, f"{site.as_uri()}/{EDITION}/index.html")
    rows = (
        "return [...document.querySelectorAll('.gruppe:last-of-type tbody tr')].filter(r => r.checkVisibility())"
        ".map(r => r.dataset.region)"
    )
    assert browser.execute_script(rows) == ["05315", "05911", "05966"]
    heads = browser.find_elements("css selector", ".gruppe:last-of-type th button")
    assert [h.text.rstrip(" ↕") for h in heads] == [
        "Region", "Arbeitslose je Stelle", "Knappe Berufsgruppen", "Unter den knappsten",
    ]  # fmt: skip
    heads[0].click()
    assert browser.execute_script(rows) == ["05315", "05911", "05966"]  # "<", B, O
    heads[0].click()
    assert browser.execute_script(rows) == ["05966", "05911", "05315"]
    third = "document.querySelectorAll('.gruppe:last-of-type td:nth-child(3)')"
    short = f"return [...{third}].map(c => parseInt(c.textContent))"
    heads[2].click()
    found = browser.execute_script(short)
    assert found == sorted(found)
    assert len(set(found)) > 1
    sort = "return [...document.querySelectorAll('.gruppe:last-of-type th')].map(h => h.getAttribute('aria-sort'))"
    assert browser.execute_script(sort)[:4] == [None, None, "ascending", None]
    heads[2].click()
    assert browser.execute_script(short) == found[::-1]
    field = browser.find_element("id", "suche")
    field.send_keys("bOchüm".replace("ü", "u"))
    assert browser.execute_script(rows) == ["05911"]
    assert browser.find_element("css selector", ".treffer").text == "Eine Region gefunden"
    field.clear()
    field.send_keys("xyz")
    assert browser.find_element("css selector", ".treffer").text == "Keine Region gefunden"


# --- without JavaScript, in other colours, on paper -----------------------------------------------------------------


def test_everything_is_there_without_javascript(browser, site):
    count = "document.querySelectorAll('tr[data-region], .landkarte a, main a').length"
    _open(browser, f"{site.as_uri()}/{EDITION}/index.html")
    with_script = browser.execute_script(f"return {count}")
    words = browser.find_element("tag name", "main").text
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        _open(browser, f"{site.as_uri()}/{EDITION}/index.html")
        assert browser.find_elements("css selector", "th button") == []
        assert not browser.find_element("id", "suche").is_displayed()
        assert len(browser.find_elements("css selector", "tr[data-region], .landkarte a, main a")) == with_script
        without = browser.find_element("tag name", "main").text
        assert [w for w in words.replace("↕", "").split() if w not in without and w not in ("suchen",)] == []
        _open(browser, f"{site.as_uri()}/{EDITION}/05911/index.html", "phone")
        assert browser.find_element("css selector", ".schmal svg").is_displayed()
        assert not browser.find_element("css selector", ".weit svg").is_displayed()
        figures = browser.find_element("css selector", "details.zahlen")
        assert not figures.find_element("tag name", "table").is_displayed()
        figures.find_element("tag name", "summary").click()
        assert figures.find_element("tag name", "table").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.parametrize(
    "media",
    [
        {"features": [{"name": "prefers-color-scheme", "value": "dark"}]},
        {"features": [{"name": "forced-colors", "value": "active"}]},
        {"media": "print"},
    ],
    ids=["dark", "forced", "print"],
)
def test_other_media_are_not_broken(browser, site, media):
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    try:
        _open(browser, f"{site.as_uri()}/{EDITION}/05911/index.html")
        ink, paper = browser.execute_script(
            "const s = getComputedStyle(document.querySelector('li')), h = getComputedStyle(document.documentElement);"
            "return [s.color, h.backgroundColor]"
        )
        assert ink != paper
        assert browser.find_element("css selector", ".weit svg").is_displayed()
        if "media" in media:
            assert not browser.find_element("css selector", ".kopf nav").is_displayed()
            assert not browser.find_element("css selector", ".dateien").is_displayed()
            wide = "return [...document.querySelectorAll('.bericht table')].map(t => t.getBoundingClientRect().right)"
            assert max(browser.execute_script(wide)) <= 1280
        else:
            drawing = "return getComputedStyle(document.querySelector('.weit svg')).forcedColorAdjust"
            assert browser.execute_script(drawing) == "none"
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


PRINTED = """
const seen = e => e.checkVisibility() && e.textContent.trim();
const look = (q, f) => [...document.querySelectorAll(q)].filter(seen).map(e => f(getComputedStyle(e), e));
const direct = e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
return {
  chips: Object.fromEntries(["oe", "ob", "ok"].map(k => [k, [...new Set(look(".rows ." + k + ", .key ." + k, s =>
    [s.color, s.backgroundColor, Math.round(parseFloat(s.borderTopWidth)), s.borderTopStyle, s.fontWeight].join()))]])),
  table: [...new Set(look("table *", (s, e) => direct(e) && !e.closest("svg") ? s.fontSize : ""))].filter(s => s),
  pale: look("main *, footer *", (s, e) => {
    const rgb = s.color.match(/[0-9.]+/g).map(Number);
    return direct(e) && Math.min(...rgb.slice(0, 3)) > 150 ? e.outerHTML.slice(0, 80) : "";
  }).filter(s => s),
  heads: look("thead th.c", (s, e) => {
    const range = document.createRange(); range.selectNodeContents(e);
    return new Set([...range.getClientRects()].map(r => Math.round(r.top))).size;
  }),
  apart: look("h2, h3", s => s.breakAfter),
  whole: look("tr", s => s.breakInside),
  asked: getComputedStyle(document.querySelector(".weit svg")).printColorAdjust,
}
"""


def test_paper_does_not_hang_on_backgrounds(browser, site):
    """Browsers leave backgrounds out: the official ratings are told by dark type and a frame."""
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        _open(browser, f"{site.as_uri()}/{EDITION}/05911/index.html")
        metrics = {"width": 688, "height": 1000, "deviceScaleFactor": 1, "mobile": False}  # A4 without its margins
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        found = browser.execute_script(PRINTED)
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    ink, none = "rgb(20, 33, 43)", "rgba(0, 0, 0, 0)"
    assert found["chips"]["oe"] == [f"{ink},{none},2,solid,600"]
    assert found["chips"]["ob"] == [f"{ink},{none},1,dashed,400"]
    assert all(",600" not in look for look in found["chips"]["ok"])
    assert len(found["table"]) == 1
    assert found["pale"] == []
    assert max(found["heads"]) <= 2
    assert set(found["apart"]) == {"avoid"}
    assert set(found["whole"]) == {"avoid"}
    assert found["asked"] == "exact"


def test_no_page_of_paper_ends_with_a_heading(browser, site):
    pypdfium2 = pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")
    for page in ("05911/index.html", "index.html", "methode.html"):
        _open(browser, f"{site.as_uri()}/{EDITION}/{page}")
        titles = {" ".join(e.text.split()) for e in browser.find_elements("css selector", "main h2, main h3")}
        asked = {"printBackground": False, "paperWidth": 8.27, "paperHeight": 11.69}
        printed = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", asked)["data"])
        with pypdfium2.PdfDocument(printed) as document:
            last = [p.get_textpage().get_text_range().split("\n")[-1].strip() for p in document]
        assert len(last) > 1, page
        assert len(last) < 12, page
        assert [line for line in last if line and any(title.endswith(line) for title in titles)] == [], page


# --- hostile --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["05315/index.html", "index.html", "aenderungen.html", "quellen.html"])
def test_hostile_words_do_nothing(browser, site, page):
    from selenium.common.exceptions import NoAlertPresentException
    from selenium.webdriver.common.alert import Alert

    _open(browser, f"{site.as_uri()}/{EDITION}/{page}")
    with pytest.raises(NoAlertPresentException):
        Alert(browser).dismiss()
    assert browser.execute_script("return document.querySelectorAll('script').length") == 1
    assert browser.execute_script("return document.querySelectorAll('img, [onfocus], [onerror], [onload]').length") == 0
    if page != "quellen.html":
        assert "<script>alert(1)</script>" in browser.find_element("tag name", "main").text
    assert _complaints(browser) == []
    assert [name for name in _loaded(browser) if not name.startswith(site.as_uri())] == []


def test_the_policy_stops_what_would_slip_through(browser, site, tmp_path):
    """A page into which somebody put a script and a picture: neither runs nor is asked for."""
    folder = tmp_path / "site"
    shutil.copytree(site / EDITION, folder)
    page = folder / "methode.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(
        text.replace("</main>", "<script>document.title = 'x'</script><img src='http://127.0.0.1:9/' alt=''></main>"),
        encoding="utf-8",
    )
    _open(browser, page.as_uri())
    assert browser.title.startswith("Methode")
    assert all("violates the following Content Security Policy" in m for m in _complaints(browser))
