"""What every Word report has besides its text: content types, relations, styles and settings, as XML.

Source: ISO/IEC 29500-1, 11.3 and 17.7; 29500-2, 9 and annexes C and D.
"""

from __future__ import annotations

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"

PROPERTY_SPACES = (
    f'xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)

CONTENT_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>'
    f'<Override PartName="/word/comments.xml" ContentType="{_WORD}.comments+xml"/>'
    f'<Override PartName="/docProps/core.xml" ContentType="{_CORE}"/></Types>'
)


def _relations(*kinds: tuple[str, str]) -> str:
    """Return relations, rId1 onwards: of each, its type and the part."""
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(kinds, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


ROOT_RELATIONS = _relations(
    (f"{_OFFICE}/officeDocument", "word/document.xml"),
    (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
)
RELATIONS = _relations(
    (f"{_OFFICE}/styles", "styles.xml"),
    (f"{_OFFICE}/settings", "settings.xml"),
    (f"{_OFFICE}/comments", "comments.xml"),
)

# 15: Word 2013 and later, without which it opens in compatibility mode. Source: [MS-DOCX], 2.15.1.
SETTINGS = (
    f'<w:settings {SPACE}><w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
)

# A4 with margins of 2 cm, in twentieths of a point. Source: ISO 216; ISO/IEC 29500-1, 17.6.11 and 17.6.13.
PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" '
    'w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
)


def _style(kind: str, label: str, name: str, paragraph: str = "", run: str = "") -> str:
    """Return a style: its id is `label`, which the document names; `name` is what Word knows it by."""
    based = '<w:basedOn w:val="Normal"/>' if kind == "paragraph" and label != "Normal" else ""
    usual = ' w:default="1"' if label == "Normal" else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{label}"{usual}><w:name w:val="{name}"/>{based}<w:qFormat/>'
        f"{f'<w:pPr>{paragraph}</w:pPr>' if paragraph else ''}<w:rPr>{run}</w:rPr></w:style>"
    )


_GREY = '<w:color w:val="595959"/>'  # 7:1 on white. Source: WCAG 2.2, 1.4.6
_HEADING = '<w:keepNext/><w:spacing w:before="360" w:after="120"/><w:outlineLvl w:val="0"/>'
_FINDING = (
    '<w:keepNext/><w:tabs><w:tab w:val="left" w:pos="1134"/></w:tabs>'
    '<w:spacing w:before="120" w:after="0"/><w:ind w:left="1134" w:hanging="1134"/>'
)
_STYLED = (
    _style("paragraph", "Normal", "Normal"),
    _style("paragraph", "Title", "Title", '<w:spacing w:after="200"/>', '<w:b/><w:sz w:val="40"/>'),
    _style("paragraph", "Heading1", "heading 1", _HEADING, '<w:b/><w:sz w:val="28"/>'),
    _style("paragraph", "Facts", "Facts", "", f'{_GREY}<w:sz w:val="18"/>'),
    _style("paragraph", "Finding", "Finding", _FINDING),
    _style("paragraph", "Reason", "Reason", '<w:ind w:left="1134"/>', f'{_GREY}<w:sz w:val="18"/>'),
    _style("paragraph", "CommentText", "annotation text", '<w:spacing w:after="0"/>', '<w:sz w:val="20"/>'),
    _style("character", "CommentReference", "annotation reference", "", '<w:sz w:val="16"/>'),
    _style("character", "Place", "Place", "", f'{_GREY}<w:sz w:val="18"/>'),
    _style("character", "Review", "Review", "", "<w:b/>"),
)

STYLES = (
    f"<w:styles {SPACE}><w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri" w:eastAsia="Calibri"/>'
    '<w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:after="120"/></w:pPr></w:pPrDefault></w:docDefaults>'
    f"{''.join(_STYLED)}</w:styles>"
)
