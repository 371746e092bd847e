"""The last step of painting: what WeasyPrint 70 leaves open between PDF/A-3a and PDF/UA-1."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from reports.pdf import attachment, tags, writer
from reports.pdf.errors import RenderError

if TYPE_CHECKING:
    from weasyprint import Document

VARIANT = "pdf/a-3a"  # to which the finisher adds PDF/UA-1
# PDF/A knows no property "part" of PDF/UA: a PDF/A that states it must describe it (ISO 19005-3, 6.6.2.3).
UA = b"""
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
LANGUAGE = (
    b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" rdf:about=""><dc:language><rdf:Bag>'
    b"<rdf:li>%b</rdf:li></rdf:Bag></dc:language></rdf:Description>\n"
)
END = b"</rdf:RDF>"


def finish(document: Document, pdf: Any) -> None:
    """Complete a `pydyf.PDF` before it is written. Raises RenderError where a reader would be left alone with it."""
    faults = tags.tidy(pdf, document)
    faults += [f"the document has no {name}" for name in ("title", "lang") if not getattr(document.metadata, name)]
    if faults:
        raise RenderError("; ".join(faults))
    _complete_metadata(pdf, document.metadata.lang)
    attachment.complete_attachments(pdf)
    pdf.write = partial(writer.write, pdf)


def _complete_metadata(pdf: Any, language: str) -> None:
    """Add PDF/UA-1 and the language to the metadata, and leave them readable without unpacking."""
    stream = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    (packet,) = stream.stream
    if packet.count(END) != 1:
        raise RenderError("the metadata of a PDF are not written as expected: WeasyPrint has changed")
    stream.stream = [packet.replace(END, UA + LANGUAGE % language.encode() + END)]
    stream.compress = False
