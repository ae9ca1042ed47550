"""The text of a gazetteer and what to add → splices: where it goes, told by the places of YAML's nodes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import yaml

from normalize.gazetteer_page import (
    BLANK_LINE,
    Node,
    Page,
    Splice,
    end_of,
    floors,
    key_of,
    open_page,
    place,
    under,
)
from normalize.gazetteer_text import HEAD, entry_text, json_text

# Keys after which a new one goes, the nearest first. Source: the order of the keys in docs/gazetteer.md.
AFTER = {
    "aliases": ("name", "type", "id"),
    "variants": ("aliases", "name", "type", "id"),
    "avoid": ("variants", "aliases", "name", "type", "id"),
}


def entry_splices(text: str, rows: Sequence[Mapping[str, Any]], *, is_json: bool = False) -> list[Splice]:
    """Return the splices that put entries where their ids belong.

    A comment that stands above an entry stays above it; entries are parted by a blank line where
    those that are there are.
    """
    page = open_page(text, is_json=is_json)
    ordered = sorted(rows, key=lambda one: str(one["id"]))
    entries = page.root if isinstance(page.root, yaml.SequenceNode) else under(page.root, "entities")
    if not isinstance(entries, yaml.SequenceNode) or not entries.value:
        return [_first_entries(page, entries, ordered)]
    least = floors([_id(entry) for entry in entries.value])
    groups = groupby(ordered, key=lambda one: bisect_right(least, one["id"]))
    if entries.flow_style:
        return [_in_brackets(entries, number, map(json_text, mine)) for number, mine in groups]
    return [_in_block(page, entries, number, list(mine)) for number, mine in groups]


def _id(entry: Node) -> str:
    node = under(entry, "id")
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _first_entries(page: Page, entries: Node | None, rows: Sequence[Mapping[str, Any]]) -> Splice:
    """Return the splice of entries into a file that has none."""
    items = "\n".join(entry_text(row) for row in rows)
    in_json = ", ".join(json_text(dict(row)) for row in rows)
    if page.root is None:
        return page.lines_at(len(page.text), HEAD + items)
    if entries is None:
        if page.root.flow_style:
            return _in_brackets(page.root, len(page.root.value), [f'"entities": [{in_json}]'])
        return page.lines_at(page.line_end(end_of(page.root)), f"entities:\n{items}")
    start, end = entries.start_mark.index, entries.end_mark.index
    if page.is_json or (page.root.flow_style and entries is not page.root):
        return Splice(start, end, f"[{in_json}]")
    if start == end:
        return page.lines_at(page.line_end(end), items)
    while page.text[start - 1 : start] == " ":
        start -= 1
    opening = "" if entries is page.root else "\n"
    return Splice(start, end, page.ended(opening + items.removesuffix("\n")))


def _in_block(page: Page, entries: Node, number: int, rows: Sequence[Mapping[str, Any]]) -> Splice:
    """Return the splice of entries after the first `number` of a block list."""
    indent = entries.start_mark.column
    gap = "\n" if _is_parted(page, entries) else ""
    items = [entry_text(row, indent) for row in rows]
    if number:
        offset = _past_comments(page, page.line_end(end_of(entries.value[number - 1])), indent)
        return page.lines_at(offset, "".join(gap + item for item in items))
    top = _above_comments(page, page.line_start(entries.start_mark.index))
    return page.lines_at(top, "".join(item + gap for item in items))


def _is_parted(page: Page, entries: Node) -> bool:
    """Whether a blank line stands between the first two entries; of a single one, yes."""
    if len(entries.value) < 2:
        return True
    between = page.text[end_of(entries.value[0]) : entries.value[1].start_mark.index]
    return bool(BLANK_LINE.search(between))


def _past_comments(page: Page, offset: int, indent: int) -> int:
    """Return the end of the comment lines from `offset` on that stand deeper than a dash at `indent`."""
    while True:
        end = page.line_end(offset + 1) if offset < len(page.text) else offset
        line = page.text[offset:end]
        if not line.strip().startswith("#") or len(line) - len(line.lstrip(" ")) <= indent:
            return offset
        offset = end


def _above_comments(page: Page, offset: int) -> int:
    """Return the beginning of the comment lines right above a line; not those that open the file."""
    top = offset
    while top:
        start = page.line_start(top - (2 if page.text[:top].endswith("\r\n") else 1))
        if not page.text[start:top].strip().startswith("#"):
            return top
        top = start
    return offset


def form_splice(text: str, id_: str, field: str, form: str, *, is_json: bool = False) -> Splice:
    """Return the splice that puts a form last in a list of an entry, which must be there.

    Args:
        text: The file.
        id_: The entry's id.
        field: aliases, variants or avoid.
        form: What to add.
        is_json: Whether the file is JSON.
    """
    page = open_page(text, is_json=is_json)
    entries = page.root if isinstance(page.root, yaml.SequenceNode) else under(page.root, "entities")
    entry = next(one for one in (entries.value if entries else ()) if _id(one) == id_)
    forms = under(entry, field)
    if forms is None:
        anchor = next(key for key in AFTER[field] if under(entry, key) is not None)
        return _new_key(page, entry, anchor, field, form)
    return _in_list(page, forms, len(forms.value), form)


def _new_key(page: Page, entry: Node, anchor: str, field: str, form: str) -> Splice:
    """Return the splice of a key with a list of one text, after another key."""
    value = under(entry, anchor)
    assert value is not None
    if entry.flow_style:
        end = value.end_mark.index
        return Splice(end, end, f", {json_text(field)}: [{json_text(form)}]")
    margin = " " * key_of(entry, "id").start_mark.column
    line = f"{margin}{field}: [{page.value(form, in_brackets=True)}]\n"
    return page.lines_at(page.line_end(end_of(value)), line)


def _in_list(page: Page, items: Node, number: int, text: str) -> Splice:
    """Return the splice of a text into a list, after its first `number` items; `items` may be nothing."""
    if isinstance(items, yaml.ScalarNode):
        start, end = items.start_mark.index, items.end_mark.index
        space = " " if start == end else ""
        return Splice(start, end, f"{space}[{page.value(text, in_brackets=True)}]")
    if items.flow_style:
        return _in_brackets(items, number, [page.value(text, in_brackets=True)])
    indent = items.start_mark.column
    line = f"{' ' * indent}- {page.value(text, in_brackets=False)}\n"
    if number:
        return page.lines_at(page.line_end(end_of(items.value[number - 1])), line)
    return page.lines_at(page.line_start(items.start_mark.index), line)


def _in_brackets(items: Node, number: int, texts: Iterable[str]) -> Splice:
    """Return the splice of values, as they are to be written, after the first `number` in brackets."""
    joined = ", ".join(texts)
    if number:
        last = items.value[number - 1]
        end = (last[1] if isinstance(last, tuple) else last).end_mark.index
        return Splice(end, end, f", {joined}")
    start = items.start_mark.index + 1
    return Splice(start, start, f"{joined}, " if items.value else joined)


def leave_splices(text: str, name: str, *, is_json: bool = False) -> list[Splice]:
    """Return the splices that put a name into `leave`, in its place; a list becomes a mapping for it."""
    page = open_page(text, is_json=is_json)
    root = page.root
    names = under(root, "leave")
    if names is not None:
        own = [item.value for item in names.value] if isinstance(names, yaml.SequenceNode) else []
        return [_in_list(page, names, place(own, name), name)]
    lines = f"leave:\n- {page.value(name, in_brackets=False)}\n"
    if root is None:
        return [page.lines_at(len(text), f"version: 1\n{lines}")]
    if root.flow_style:
        return _leave_in_brackets(root, f'"leave": [{json_text(name)}]')
    if isinstance(root, yaml.SequenceNode):
        return [page.lines_at(page.line_start(root.start_mark.index), f"{lines}\nentities:\n")]
    version = under(root, "version")
    after = page.line_end(end_of(version)) if version else page.line_start(root.start_mark.index)
    return [page.lines_at(after, lines)]


def _leave_in_brackets(root: Node, pair: str) -> list[Splice]:
    start, end = root.start_mark.index, root.end_mark.index
    if isinstance(root, yaml.MappingNode):
        return [_in_brackets(root, 0, [pair])]
    return [Splice(start, start, f'{{{pair}, "entities": '), Splice(end, end, "}")]
