"""Print the HTML of a brief with Chromium: a browser that stays, driven by its debugging protocol, or one for each."""

from __future__ import annotations

import base64
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.naive import faces
from reports.pages.compose import CSS
from reports.pdf.characters import FONTS

SWITCHES = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--allow-file-access-from-files",
)


def missing() -> str:
    """Say what is not installed; "" where all is there."""
    absent = [name for name in ("chromium", "chromedriver") if not shutil.which(name)]
    try:
        import selenium  # noqa: F401
    except ImportError:
        absent.append("selenium")
    return f"{', '.join(absent)} not installed" if absent else ""


def page(html: str) -> str:
    """Put the style sheet and the fonts of a brief into its HTML."""
    css = faces(FONTS, "ttf") + CSS.read_text(encoding="utf-8")
    return html.replace("</head>", f"<style>{css}</style></head>")


@contextmanager
def staying() -> Iterator[Callable[[Path], bytes]]:
    """Start a browser; give a function from a page's file to its PDF."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for switch in SWITCHES:
        options.add_argument(switch)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    wanted = {
        "preferCSSPageSize": True,
        "printBackground": True,
        "generateTaggedPDF": True,
        "generateDocumentOutline": True,
    }

    def to_pdf(path: Path) -> bytes:
        driver.get(path.as_uri())
        return base64.b64decode(driver.execute_cdp_cmd("Page.printToPDF", wanted)["data"])

    try:
        yield to_pdf
    finally:
        driver.quit()


def once(path: Path) -> bytes:
    """Start a browser for one page."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "page.pdf"
        command = ["chromium", *SWITCHES, f"--user-data-dir={folder}/profile", "--no-pdf-header-footer"]
        command += [f"--print-to-pdf={out}", "--export-tagged-pdf", path.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return out.read_bytes()
