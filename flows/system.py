"""Check what the operating system must provide. Runs before anything is installed: standard library only.

WeasyPrint loads Pango, HarfBuzz and fontconfig at run time. Without libharfbuzz-subset0 it still renders, but cuts
fonts with fontTools: half a second slower for each brief, and two runs no longer give the same bytes.
"""

from __future__ import annotations

import argparse
import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys

OLDEST_PYTHON = (3, 11)
SOURCE_UNAVAILABLE = 5

# shared library -> Debian package
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "libfontconfig1",
}

# program -> Debian package: what the tests open finished files with; a test whose program is missing is skipped
TEST_PROGRAMS = {
    "chromium": "chromium",
    "chromedriver": "chromium-driver",
    "soffice": "libreoffice-calc-nogui",
}


def loads(library: str) -> bool:
    """Say whether the shared library can be loaded."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages() -> list[str]:
    """Name the Debian packages to install. Debian cuts `ensurepip` out of Python; without it no environment has pip."""
    importlib.invalidate_caches()
    packages = [package for library, package in LIBRARIES.items() if not loads(library)]
    if importlib.util.find_spec("ensurepip") is None:
        packages.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    return packages


def missing_for_tests() -> list[str]:
    """Name the Debian packages of programs that only tests need."""
    return [package for program, package in TEST_PROGRAMS.items() if not shutil.which(program)]


def administrator() -> list[str] | None:
    """Return what to put before a command to run it as root; None when that needs a password."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def apt_install(packages: list[str]) -> bool:
    """Install the packages with apt-get; False when apt is not there, root is not allowed, or apt fails."""
    prefix = administrator()
    if prefix is None or not shutil.which("apt-get"):
        return False
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    print(f"Installing system packages: {' '.join(packages)}", flush=True)
    subprocess.run([*apt, "update"])  # a failing third-party list must not stop the installation
    install = [*apt, "install", "--yes", "--no-install-recommends", *packages]
    return subprocess.run(install, stdout=subprocess.DEVNULL).returncode == 0


def main(arguments: list[str] | None = None) -> int:
    """Check, install if asked and allowed, else print the exact command; 0 when everything is there."""
    parser = argparse.ArgumentParser(prog="python -m flows.system", description=main.__doc__)
    parser.add_argument("--install", action="store_true", help="install what is missing, if that is allowed")
    parser.add_argument("--tests", action="store_true", help="install, as root, also what only tests need")
    options = parser.parse_args(arguments)
    install = options.install

    if sys.version_info < OLDEST_PYTHON:
        wanted, found = (".".join(map(str, version[:2])) for version in (OLDEST_PYTHON, sys.version_info))
        print(f"Python {wanted} or later is needed, {sys.executable} is {found}: make PYTHON=python{wanted} ...")
        return SOURCE_UNAVAILABLE
    packages = missing_packages()
    if not packages or (install and apt_install(packages) and not (packages := missing_packages())):
        if options.tests and (programs := missing_for_tests()):
            # a browser and a spreadsheet are put on nobody's own machine unasked
            if os.geteuid() == 0 and apt_install(programs):
                programs = missing_for_tests()
            if programs:
                print(f"Some tests are left out without these system packages: {' '.join(programs)}")
        return 0
    print(
        f"System packages are missing: {' '.join(packages)}\n"
        "Install them with this command, then start again:\n"
        f"    sudo apt-get update && sudo apt-get install --yes --no-install-recommends {' '.join(packages)}",
        file=sys.stderr,
    )
    return SOURCE_UNAVAILABLE


if __name__ == "__main__":
    sys.exit(main())
