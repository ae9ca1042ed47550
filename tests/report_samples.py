"""Hand-made files for the tests of reports: plain, hostile and many."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from normalize.findings import numbered, severity
from normalize.model import Rule, Verdict, Witness
from normalize.reported import Alternative, FileReport, Finding, Place
from normalize.reports import RunInfo, report

RUN = RunInfo("0.1.0", "check", ("gazetteer.yaml",), 4210, "en_names 1.0", "2026-11-21T23:45:00Z")
HEARD = Witness("sound", "Linde sounds like Lunde", 3.21)
COMMON = Witness("common", "linde is a common word", -1.1)


def finding(
    text: str,
    replacement: str,
    line: int,
    rule: Rule = "misspelt",
    held: str = "",
    alternatives: tuple[Alternative, ...] = (),
    entity: str = "Mara Lunde",
    path: str = "a.txt",
) -> Finding:
    """Return a finding about the «quoted» part of a line of text; `held` makes it a review."""
    before, surface, after = re.split("[«»]", text)
    start, end = len(before), len(before) + len(surface)
    verdict = Verdict.REVIEW if held else Verdict.CORRECT
    return Finding(
        path=path,
        rule=rule,
        severity=severity(rule, verdict),
        verdict=verdict,
        probability=0.62 if held else 0.98,
        entity_id=entity.lower().replace(" ", "-"),
        entity_type="person",
        entity_name=entity,
        surface=surface,
        replacement=replacement,
        alternatives=alternatives,
        witnesses=(HEARD, COMMON),
        reason="sounds the same",
        quoted=False,
        held=held,
        fingerprint="",
        place=Place(start, end, line, start + 1, line, end + 1, start + 1, end + 1, start, end),
        before=before,
        after=after,
    )


def sample() -> list[FileReport]:
    """Return a file with two equal findings and a review, a clean one and an unreadable one."""
    rival = (Alternative("torra", "Torra", 0.3), Alternative("gone", "Gone", 0.001))
    told = numbered(
        [
            finding("desk chief «Mara Linde» said", "Mara Lunde", 1),
            finding("東京 «Mara Linde», again", "Mara Lunde", 4),
            finding(
                "near «Tora»", "Torvik", 5, held="for want of context", alternatives=rival, entity="Torvik"
            ),
        ]
    )
    broken = FileReport("c.txt", error="not UTF-8: byte 0xff at 12", hint="name it with --encoding")
    return [FileReport("a.txt", 1200, told, source="x", corrected="y"), FileReport("b.txt", 34), broken]


HOSTILE = '=<script>alert("x")</script>'


def hostile() -> list[FileReport]:
    """Return findings whose every text tries to be something else: markup, a formula, an escape code."""
    one = replace(
        finding(
            f"| `a` *b* @desk \x1b[31m \u202e «{HOSTILE}» 😀 http://x.test/ “مارك”", "O’Brien & “Sons” | x", 1
        ),
        path="<b>|x\x1b.txt",
        reason="<img src=x onerror=alert(1)>",
        witnesses=(Witness("odd", "</script><script>alert(2)</script>", 1.0),),
        entity_name="<h1>",
    )
    broken = FileReport("\udcff<i>.txt", error="<b>odd</b>\r\nsecond line")
    return [FileReport(one.path, 3, numbered([one]), source="a", corrected="b"), broken]


def thousand() -> list[FileReport]:
    files = []
    for number in range(20):
        path = f"wire/{number:02}.txt"
        found = numbered(
            finding(
                f"word{line % 3} «Linde» again", "Lunde", line, path=path, held="near" if line % 5 else ""
            )
            for line in range(1, 51)
        )
        files.append(FileReport(path, 500, found))
    return files


def text_of(name: str, files: list[FileReport], run: RunInfo = RUN) -> str:
    return "".join(report(name, files, run))


class Page(HTMLParser):
    """What is on a page: elements with their attributes, and the text of each kind of element."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "input"):
            self.open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts[self.open[-1]][-1] += data

    def attributes(self, name: str) -> list[str]:
        return [attributes[name] or "" for _, attributes in self.elements if name in attributes]
