"""What the tests of sources share: read a small file in full, look up values, rewrite an archive."""

from __future__ import annotations

import dataclasses
import functools
import zipfile
from pathlib import Path

import pandas as pd

from sources import observations
from sources.contract import Expect, Source
from sources.files.file import PublishedFile


def read(source: Source, path: Path) -> pd.DataFrame:
    """Recognise, parse and check a small file: everything but the size of the real one is expected."""
    file = PublishedFile(path)
    recognition = source.recognises(file)
    assert recognition is not None, f"{source.id} does not recognise {path.name}"
    frame = source.parse(file, recognition)
    anything = dataclasses.replace(source, expect=lambda part: Expect((1, 10**7), (1, 500), values=(-100, 1e9)))
    observations.check(frame, anything, recognition)
    return frame


def values(frame: pd.DataFrame, **key: str) -> list[float]:
    """Return the values of the observations with this key."""
    chosen = functools.reduce(lambda left, right: left & right, (frame[name] == key[name] for name in key))
    return frame.loc[chosen, "value"].tolist()


def one(frame: pd.DataFrame, **key: str) -> float:
    """Return the value of the only observation with this key."""
    found = values(frame, **key)
    assert len(found) == 1, (key, found)
    return found[0]


def rezip(path: Path, target: Path, **entries: bytes | None) -> Path:
    """Copy an archive with entries added, replaced (by a name with __ for / and - for .) or, if None, left out."""
    named = {name.replace("__", "/").replace("-", "."): data for name, data in entries.items()}
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in source.infolist():
            if entry.filename not in named:
                copy.writestr(entry, source.read(entry))
        for name, data in named.items():
            if data is not None:
                copy.writestr(name, data)
    return target
