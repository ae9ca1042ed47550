"""Word documents made by hand, for tests: parts in, bytes out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROOTS = {"header": "hdr", "footer": "ftr"}
OUTER = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>'
)


def body(markup: str) -> str:
    """Return a document part."""
    return f"{HEAD}<w:document {SPACES}><w:body>{markup}</w:body></w:document>"


def part(kind: str, markup: str) -> str:
    """Return another part: header, footer, footnotes, endnotes or comments."""
    root = ROOTS.get(kind, kind)
    return f"{HEAD}<w:{root} {SPACES}>{markup}</w:{root}>"


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def run(text: str, properties: str = "") -> str:
    """Return a run that shows a text, which is escaped already."""
    style = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{style}<w:t xml:space="preserve">{text}</w:t></w:r>'


def types(parts: Mapping[str, object]) -> str:
    """Return `[Content_Types].xml` for parts named by what they are: `word/header2.xml`."""
    kinds = {name: name.rpartition("/")[2].removesuffix(".xml").rstrip("0123456789") for name in parts}
    listed = "".join(
        f'<Override PartName="/{name}" ContentType="{OFFICE}.'
        f'{kind.replace("document", "document.main")}+xml"/>'
        for name, kind in kinds.items()
        if name.startswith("word/") and kind in "document header footer footnotes endnotes comments".split()
    )
    return (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{listed}</Types>"
    )


def relations(parts: Mapping[str, object]) -> str:
    """Return the relations of the body to its other parts, rId1 onwards, in their order."""
    names = [name.removeprefix("word/") for name in parts if name not in ("word/document.xml",)]
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/{name.removesuffix(".xml").rstrip("0123456789")}" '
        f'Target="{name}"/>'
        for number, name in enumerate(names, 1)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{HEAD}<Relationships xmlns="{space}">{listed}</Relationships>'


def docx(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a document that Word would open; parts may replace the usual ones."""
    usual = {
        "[Content_Types].xml": types(parts),
        "_rels/.rels": OUTER,
        "word/_rels/document.xml.rels": relations(parts),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, text in {**usual, **parts}.items():
            info = zipfile.ZipInfo(name, (2025, 3, 1, 12, 30, 0))
            info.compress_type = method
            archive.writestr(info, text)
    return made.getvalue()


def simple(markup: str) -> bytes:
    """Return a document with nothing but a body."""
    return docx({"word/document.xml": body(markup)})
