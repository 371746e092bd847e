"""Open files in a spreadsheet program that shows no window, and save what it understood."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

# separator, quotation mark, UTF-8, first line, no column kinds, language, quoted is text, figures and dates detected
GERMAN = "59,34,76,1,,1031,false,true"
ENGLISH = "44,34,76,1,,1033,false,true"
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Convert(source As String, target As String, options As String)
  Dim text(2) As New com.sun.star.beans.PropertyValue
  Dim plain(0) As New com.sun.star.beans.PropertyValue
  Dim save(0) As New com.sun.star.beans.PropertyValue
  plain(0).Name = "Hidden"
  plain(0).Value = True
  text(0) = plain(0)
  text(1).Name = "FilterName"
  text(1).Value = "Text - txt - csv (StarCalc)"
  text(2).Name = "FilterOptions"
  text(2).Value = options
  save(0).Name = "FilterName"
  save(0).Value = "Calc MS Excel 2007 XML"
  If options = "" Then
    doc = StarDesktop.loadComponentFromURL(source, "_blank", 0, plain())
  Else
    doc = StarDesktop.loadComponentFromURL(source, "_blank", 0, text())
  End If
  doc.storeToURL(target, save())
  doc.close(True)
End Sub
Sub Main
%s
  StarDesktop.terminate()
End Sub
</script:module>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard">
 <library:element library:name="Module1"/>
</library:library>
"""
_LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
 <library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple"
  library:link="false"/>
</library:libraries>
"""
# without it the first start puts the program's own library in the place of ours
_STARTED = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
 <item oor:path="/org.openoffice.Setup/Office">
  <prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop>
 </item>
</oor:items>
"""


def opened(files: Mapping[str, bytes], folder: Path) -> dict[str, Path]:
    """Open workbooks and CSV files and return, by name, the workbook each is saved as; one start for all of them.

    A CSV whose name ends in "-tidy.csv" is opened as an English one, any other as a German one.
    Skips where the program is missing.
    """
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed; the files are read back with other readers in the other tests")
    basic = folder / "profile" / "user" / "basic" / "Standard"
    basic.mkdir(parents=True)
    saved, calls = {}, []
    for name, content in files.items():
        source = folder / name
        source.write_bytes(content)
        saved[name] = folder / f"{name}.saved.xlsx"
        options = "" if name.endswith(".xlsx") else ENGLISH if name.endswith("-tidy.csv") else GERMAN
        calls.append(f'  Convert("{source.as_uri()}", "{saved[name].as_uri()}", "{options}")')
    (basic.parents[1] / "registrymodifications.xcu").write_text(_STARTED, encoding="utf-8")
    (basic.parent / "script.xlc").write_text(_LIBRARIES, encoding="utf-8")
    (basic / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    (basic / "Module1.xba").write_text(_MODULE % escape("\n".join(calls)), encoding="utf-8")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "macro:///Standard.Module1.Main"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return saved
