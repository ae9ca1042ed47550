"""What means something to a format: the words of the fuzzer's dictionary, by target."""

from __future__ import annotations

_COMMENTS = [
    "<!-- normalize: ignore Olga until 2027-01-01 -- a nurse -->", "<!-- normalize: ignore -->",
    "<!-- normalize: ignore-next-line -->", "<!-- normalize: off misspelt -->", "<!-- normalize: off -->",
    "<!-- normalize: on -->", "<!-- normalize: ignore-file -->", "<!-- normalize: igonre -->",
]  # fmt: skip
_XML = [
    "<!-- ", " -->", "<![CDATA[", "]]>", "<?", "?>", "&amp;", "&lt;", "&#", "&#x", "&#228;", "/>", "</",
    '="', "<!DOCTYPE a [", "<!ENTITY b 'c'>", "]>", "&b;", '<?xml version="1.0" encoding="',
    'xml:lang="en"', 'xml:lang="de"', 'xml:space="preserve"', "xmlns=", "xmlns:a=", "a:",
]  # fmt: skip
_HTML = [
    "<p>", "</p>", "<b>", "</b>", "<br>", "<i", "<div>", "</div>", "<script>", "</script>", "<style>",
    "</style>", "<textarea>", "<title>", "<pre>", "<code>", "</code>", "<img alt='", '<a title="', "'>",
    '">', "<!--", "-->", "<![CDATA[", "<template>", "<svg>", "<table>", "<td>", "<plaintext>", "<noscript>",
    "&ccedil;", "&amp", "&#", "&#228;", "&#xFFFFFFFFF;", '<meta charset="', "normalize: ignore",
    "normalize: off", "normalize: on", 'lang="de"', "hidden", "<select><option>",
    "<script type='application/ld+json'>",
]  # fmt: skip
_MATTER = [
    "---\n", "+++\n", "title: ", "title: |\n  ", "title: >-\n  ", 'title = "', 'title = """\n', "- ", "'",
    '"', "normalize: ", "normalize:\n  ignore: [", "&a ", "*a", "<<: ", "!!binary ", "? ", "{{< ", " >}}",
    "{{ ", " }}", "{% ", " %}",
]  # fmt: skip
_TIMES = [
    "00:00:01,000 --> 00:00:02,000\n", "00:01.000 --> 00:02.000\n", "1\n", "-->", "\\h", "{\\an8}", "- ",
]  # fmt: skip
_JSON = [
    '{"', '": "', '", "', "[", "]", "{", "}", '\\"', "\\u00e9", "\\ud83d", "\\ude00", "\\n", "\\\\", "null",
    "true", "1e9", '{"title": "', '{"body": "', '{"language": "en", ', '"language": "de"', "<p>", "</p>",
    '{"body_html": "', '"headline": ', "NaN", "99999999999999999999",
]  # fmt: skip
_TABLE = ["title,text\n", "title\ttext\n", '"', '""', ",", ";", "\t", "\r\n", '",\n"', "sep=;\n", '"\n']
_XLIFF = [
    "<source>", "</source>", "<target>", "</target>", "<trans-unit id='1'>", "<unit id='1'>", "<segment>",
    "<g id='1'>", "</g>", "<x id='1'/>", "<ph id='1'/>", "<pc id='1'>", "<note>", "<alt-trans>",
    "<mrk mtype='seg'>", "target-language='en'", "trgLang='en'", "version='1.2'", "version='2.1'",
    "translate='no'",
]  # fmt: skip
_TMX = [
    "<tu>", "<tuv xml:lang='en'>", "<seg>", "</seg>", "<bpt i='1'>", "<ept i='1'/>", "<hi>", "<ph/>",
    "srclang='de'",
]  # fmt: skip
_PO = [
    'msgid "', 'msgstr "', '"\n"', "msgid_plural ", "msgstr[0] ", "msgctxt ", "#, fuzzy\n", "#. ", "#~ ",
    "#| ", "Content-Type: text/plain; charset=", "Language: en\\n", "Language: de\\n", "\\n", "\\x41",
    "\\101", '\\"', "%s", "&lt;",
]  # fmt: skip
_WORD_XML = [
    "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>", "</w:t>", "<w:t xml:space='preserve'>", "<w:br/>",
    "<w:tab/>", "<w:del>", "<w:ins>", "<w:instrText>", "<w:fldChar w:fldCharType='begin'/>",
    "<w:hyperlink>", "<w:sdt>", "<mc:AlternateContent>", "<mc:Fallback>", "<w:txbxContent>",
    "<w:lang w:val='de-DE'/>", "<w:sym/>", "\x00",
]  # fmt: skip
_YAML = [
    "version: 1\n", "entities:\n", "- id: ", "\n  type: person", "\n  name: ", "\n  aliases: [",
    "\n  variants: [", "\n  avoid: [", "\n  context: [", "\n  in: [", "\n  native: {uk: ", "\n  not: [",
    "\n  protect: [", "\n  tests:\n    flag: [", "\n    pass: [", "\n  source: ", "leave: [", "include: [",
    "]", "}", "{", "&a ", "*a", "<<: ", "!!str ", "!!int ", "? ", "|\n", ">-\n", "%YAML 1.2\n---\n",
    "...\n", "'", '"', "\\x", "# ", "~", "null", "0x1f", "1:30", "2026-11-22", ".nan", "yes",
]  # fmt: skip
_TOML = [
    "[tool.normalize]\n", "[[overrides]]\n", "[[tool.normalize.overrides]]\n", "files = [", "exclude = [",
    "preset = ", "gazetteers = [", "max-file-size = ", "correct-at = ", "margin = ", "min-confidence = ",
    "select = [", "ignore = [", "fields = [", "encoding = ", "calibration = ", "baseline = ", "fail-on = ",
    "model = ", '"', '"""', "'''", "nan", "inf", "0x", "1_000", "true", "2026-11-22", "!", "**/", "\\", "[",
    "]", "a.b.c = ",
]  # fmt: skip
_IGNORES = [
    "- {text: ", "- text: ", "\n  reason: ", "\n  expires: 2027-01-01", "\n  rule: misspelt", "\n  files: ",
    "\n  entry: ",
]  # fmt: skip
_BASELINE = [
    '{"normalize-baseline": 1}', '"file": "', '"surface": "', '"rule": "', '"entity": "',
    '"fingerprint": "', '"count": ',
]  # fmt: skip
_DECISIONS = [
    '{"outcome": "accepted", ', '"rejected"', '"kind": "inferred", ', '"listed"', '"log_odds": ',
    '"probability": ', '"quoted": true', '"places": ', '"fingerprint": "', '"surface": "', '"rule": "',
    '"version": ', "1e400", "-Infinity",
]  # fmt: skip
_CALIBRATION = ['{"calibration": 1, ', '"shift": ', '"slope": ', "1e999", "-0.0", "NaN"]
_TEXT = [
    "\r\n", "\n\n", "\u2028", "\x0c", "\xad", "\u200b", "\ufeff", "\ufffc", "e\u0301", "https://a.org/",
    "@a", "#a",
]  # fmt: skip
_MARKDOWN = [
    *_MATTER, "**", "*", "_", "__", "`", "```", "~~~", "# ", "> ", "- ", "1. ", "    ", "  \n", "\\\n",
    "](", "][", "![", "[a]: /b\n", "| ", "|\n|-|\n|", "<https://", "=====", "<div>", "</div>", "<!-- ",
    " -->", "[^1]", "{#a}",
]  # fmt: skip
_VTT = [
    "WEBVTT\n\n", "NOTE ", "STYLE\n", "REGION\n", "<v Roger>", "</v>", "<c.a>", "<00:01.500>", "&amp;",
    "&lrm;",
]  # fmt: skip
_NEWS = [
    "<newsItem ", "<headline>", "<inlineXML>", "<html ", "<body>", "<nitf>", "<rss>", "<description>", "<p>",
]  # fmt: skip

TOKENS: dict[str, list[str]] = {
    "text": _TEXT,
    "markdown": [*_MARKDOWN, *_COMMENTS],
    "html": [*_HTML, *_COMMENTS],
    "docx": [*_WORD_XML, *_XML],
    "srt": [*_TIMES, "<i>", "</i>", "<font color='a'>"],
    "vtt": [*_TIMES, *_VTT, "NOTE normalize: ignore\n\n", "NOTE normalize: off\n\n"],
    "po": [*_PO, "#. normalize: ignore Olga\n", "# normalize: off\n"],
    "json": _JSON,
    "jsonl": [*_JSON, "}\n{"],
    "csv": _TABLE,
    "tsv": _TABLE,
    "xliff": [*_XLIFF, *_XML, *_COMMENTS, "<note>normalize: ignore Olga</note>"],
    "tmx": [*_TMX, *_XML, *_COMMENTS, "<note>normalize: off</note>"],
    "xml": [*_XML, *_NEWS, *_COMMENTS],
    "gazetteer": _YAML,
    "table": [*_JSON, *_TABLE, '"id": ', '"type": ', '"name": ', '"aliases": ', '"in": ', "}\n{", "|"],
    "configuration": _TOML,
    "ignores": [*_IGNORES, *_YAML],
    "baseline": [*_BASELINE, *_JSON],
    "decisions": [*_DECISIONS, *_JSON],
    "calibration": [*_CALIBRATION, *_JSON],
}

# In every dictionary: words that are corrected (`promises.correct_words`) and what stands between words.
COMMON = ("Hartwik", "Olga ", "Paris", "ć", " ", "\n", "\r\n", "\ufeff")


def dictionary(target: str) -> str:
    """Return the words of a target as libFuzzer reads them: one to a line, in quotes, bytes escaped.

    >>> dictionary("text").splitlines()[0]
    '"\\\\x0d\\\\x0a"'
    """
    words = dict.fromkeys([*TOKENS[target], *COMMON])
    lines = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in words)
    return "".join(f'"{line}"\n' for line in lines)
