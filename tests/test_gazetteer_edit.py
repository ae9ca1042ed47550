"""Changes spliced into gazetteer files: nothing else is touched, and the file says what it said."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalize import cli
from normalize.errors import GazetteerError, NormalizeError, WriteError
from normalize.gazetteer_edit import AddEntries, AddForm, AddLeave, Change, edit_file, edited, save
from normalize.gazetteer_text import entry_text, scalar
from normalize.gazetteer_yaml import read_yaml

FILE = """\
# Names of the harbour.
version: 1

leave: [Calder]   # not ours

entities:
# --- the bay
- id: ilna-kaldre   # minister
  type: person
  name: "Ilna Kaldre"
  aliases: [Kaldre,
    I. Kaldre]  # on invitations
  native: {uk: Ільна}
  # she resigned

- id: port-ostra
  type: place
  name: 'Port Ostra'
  variants:
  - Port Ostrah
  - "Porto Ostra" # by wire
  # end of it
"""

NEW = {"id": "velm", "type": "place", "name": "Velm", "in": ["port-ostra"], "source": "atlas: p. 3"}


def row(id_: str) -> dict[str, Any]:
    return {"id": id_, "type": "place", "name": f"Place {id_}", "source": "atlas"}


def added(before: str, after: str) -> str:
    """Return the one stretch that is in `after` and not in `before`."""
    start = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(before))
    rest = len(before) - start
    assert after.startswith(before[:start])
    assert rest == 0 or after.endswith(before[start:])
    return after[start : len(after) - rest]


def test_an_alias_goes_last_in_its_list() -> None:
    done = edited(FILE, AddForm("ilna-kaldre", "aliases", "Minister Kaldre"))
    assert added(FILE, done) == ", Minister Kaldre"
    assert "    I. Kaldre, Minister Kaldre]  # on invitations" in done


def test_a_variant_keeps_the_style_of_the_block_list() -> None:
    done = edited(FILE, AddForm("port-ostra", "variants", "Ostra: port"))
    assert "  - \"Porto Ostra\" # by wire\n  - 'Ostra: port'\n  # end of it\n" in done


def test_a_list_that_is_not_there_is_begun_where_it_belongs() -> None:
    done = edited(FILE, AddForm("ilna-kaldre", "variants", "Ilna Caldree"))
    assert len(added(FILE, done)) == len("  variants: [Ilna Caldree]\n")
    assert "# on invitations\n  variants: [Ilna Caldree]\n  native" in done


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("aliases:", "aliases: [Ostra]"),
        ("aliases: # none", "aliases: [Ostra] # none"),
        ("aliases: null", "aliases: [Ostra]"),
        ("aliases: []", "aliases: [Ostra]"),
        ("aliases: [P,]", "aliases: [P, Ostra,]"),
    ],
)
def test_an_empty_list_is_filled(before: str, after: str) -> None:
    text = f"- id: o\n  type: place\n  {before}\n  name: Port Ostra\n"
    assert edited(text, AddForm("o", "aliases", "Ostra")) == text.replace(before, after)


def test_entries_go_where_their_ids_belong() -> None:
    text = edited(FILE, AddEntries((row("aaa"), row("kk"), row("zz"), row("zzz"))))
    ids = [entry["id"] for entry in read_yaml(text, "n.yaml").value["entities"]]  # type: ignore[index,call-overload]
    assert ids == ["aaa", "ilna-kaldre", "kk", "port-ostra", "zz", "zzz"]
    assert text.startswith(FILE[: FILE.index("# --- the bay")] + "- id: aaa\n")
    assert "  # she resigned\n\n- id: kk\n" in text
    assert text.endswith("  # end of it\n\n" + entry_text(row("zz")) + "\n" + entry_text(row("zzz")))


def test_the_style_of_entries_without_blank_lines_is_kept() -> None:
    text = "  - id: a\n    type: place\n    name: A1\n  - id: c\n    type: place\n    name: C1"
    done = edited(text, AddEntries((row("b"), row("d"))))
    assert done.splitlines()[3:7] == entry_text(row("b"), 2).splitlines()
    assert done.endswith("C1\n" + entry_text(row("d"), 2).rstrip("\n"))


@pytest.mark.parametrize(
    "text",
    [
        "", "# nothing yet\n", "version: 1", "entities:\n", "entities: [] # none\n",
        "version: 1\nentities: null\n", "[]\n",
        "{}", "leave: [A]\n", "entities:", "{entities: []}", "{version: 1}",
    ],
)  # fmt: skip
def test_the_first_entry_comes_into_any_file(text: str) -> None:
    done = edited(text, AddEntries((NEW, row("a"))))
    value = read_yaml(done, "n.yaml").value
    entries = value["entities"] if isinstance(value, dict) else value
    assert isinstance(entries, list)
    assert entries == [row("a"), NEW]
    assert value == {"version": "1", "entities": entries} or text.strip()[:1] in "[{le"
    assert done.startswith(re.split(r" ?(?:\[\]|null|\})|\n$", text)[0])


def test_json_stays_json() -> None:
    import json

    text = '[{"id": "a", "type": "place", "name": "A1 \\ud83d\\ude00"}]\n'
    done = edited(text, AddForm("a", "aliases", 'the "A"'), "n.json")
    done = edited(done, AddEntries((row("b"),)), "n.json")
    done = edited(done, AddLeave("Zed"), "n.json")
    told = json.loads(done)
    assert told["leave"] == ["Zed"]
    assert [entry["id"] for entry in told["entities"]] == ["a", "b"]
    assert told["entities"][0]["aliases"] == ['the "A"']


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("version: 1\nleave:\n- A\n- C # c\n", "version: 1\nleave:\n- A\n- B\n- C # c\n"),
        ("leave: [C, D]\n", "leave: [B, C, D]\n"),
        ("version: 1 # one\nentities: []\n", "version: 1 # one\nleave:\n- B\nentities: []\n"),
        ("# top\nentities: []\n", "# top\nleave:\n- B\nentities: []\n"),
        ("- id: a\n", "leave:\n- B\n\nentities:\n- id: a\n"),
        ("# top\n", "# top\nversion: 1\nleave:\n- B\n"),
    ],
)
def test_a_name_to_leave_goes_to_its_place(text: str, after: str) -> None:
    assert edited(text, AddLeave("B")) == after


def test_what_is_not_there_is_told() -> None:
    with pytest.raises(NormalizeError, match="no entry has the id 'port-ostr'") as told:
        edited(FILE, AddForm("port-ostr", "aliases", "Ostra"))
    assert told.value.hint == "did you mean 'port-ostra'?"
    with pytest.raises(NormalizeError) as told:
        edited(FILE, AddForm("ukraine", "aliases", "The Ukraine"))
    assert "shipped gazetteer" in told.value.hint
    with pytest.raises(NormalizeError, match="left already"):
        edited(FILE, AddLeave("Calder"))


def test_a_change_that_makes_the_file_wrong_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "names.yaml"
    path.write_text(FILE, encoding="utf-8")
    with pytest.raises(GazetteerError, match=r"names\.yaml:22:5: 'Ilna Kaldre' is a variant of 'port-ostra'"):
        edit_file(path, AddForm("port-ostra", "variants", "Ilna Kaldre"), use_default=False)
    with pytest.raises(GazetteerError, match="no entry has the id 'atlantis'"):
        edit_file(path, AddEntries(({**NEW, "in": ["atlantis"]},)), use_default=False)
    with pytest.raises(GazetteerError, match="the id 'port-ostra' is given twice"):
        edit_file(path, AddEntries((row("port-ostra"),)), use_default=False)
    assert path.read_text(encoding="utf-8") == FILE


def test_a_file_is_written_whole_and_only_if_nobody_else_wrote(tmp_path: Path) -> None:
    path = tmp_path / "names.yaml"
    _, text, before = edit_file(path, AddEntries((row("a"),)), use_default=False)
    save(path, text, before)
    assert path.read_text(encoding="utf-8") == "version: 1\nentities:\n" + entry_text(row("a"))
    path.write_bytes(b"\xef\xbb\xbf" + FILE.replace("\n", "\r\n").encode())
    _, text, before = edit_file(path, AddEntries((NEW,)), use_default=False)
    path.write_text("# mine\n", encoding="utf-8")
    with pytest.raises(WriteError, match="changed since it was read"):
        save(path, text, before)
    assert text.startswith("\ufeff# Names of the harbour.\r\n")
    assert text.replace("\r\n", "").count("\n") == 0


def test_other_gazetteers_count_in_their_order(tmp_path: Path) -> None:
    path, other = tmp_path / "names.yaml", tmp_path / "other.yaml"
    path.write_text(FILE, encoding="utf-8")
    other.write_text(entry_text(row("region")), encoding="utf-8")
    change = AddEntries(({**NEW, "in": ["region"]},))
    assert "in: [region]" in edit_file(path, change, [path, other], use_default=False)[1]
    assert "in: [region]" in edit_file(path, change, [other], use_default=False)[1]


def run(*arguments: str) -> int:
    return cli.code(["gazetteer", *arguments, "--isolated", "--no-default-gazetteer"])


def test_the_commands_edit_one_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(tmp_path / "names.yaml")
    assert (
        run("add", "ostra", "--type", "place", "--name", "Ostra", "--native", "uk=Остра", "--file", file) == 0
    )
    kaldre = [
        "add",
        "kaldre",
        "--type",
        "person",
        "--name",
        "Ilna Kaldre",
        "--context",
        "mayor",
        "--context",
        "a, b",
    ]
    assert run(*kaldre, "--alias", "Kaldre", "--source", "atlas", "--file", file) == 0
    assert run("alias", "kaldre", "I. Kaldre", "--file", file) == 0
    assert run("variant", "kaldre", "Ilna Caldre", "--file", file) == 0
    assert run("leave", "Linz", "--file", file) == 0
    assert Path(file).read_text(encoding="utf-8") == (
        "version: 1\nleave:\n- Linz\nentities:\n"
        "- id: kaldre\n  type: person\n  name: Ilna Kaldre\n  aliases: [Kaldre, I. Kaldre]\n"
        "  variants: [Ilna Caldre]\n  context: [mayor, 'a, b']\n  source: atlas\n\n"
        "- id: ostra\n  type: place\n  name: Ostra\n  native: {uk: Остра}\n"
    )
    assert capsys.readouterr().err == f"wrote {file}\n" * 5


def test_the_commands_tell_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(tmp_path / "names.yaml")
    assert run("add", "a b", "--type", "place", "--name", "Ostra", "--file", file) == 2
    assert "names.yaml:3:7: `id` has a space in it" in capsys.readouterr().err
    assert run("add", "ostra", "--type", "place", "--name", "Ostra", "--native", "Остра", "--file", file) == 2
    assert "as in uk=Київ" in capsys.readouterr().err
    assert run("alias", "kaldre", "Kaldre") == 2
    assert "which gazetteer is it? Configured: none" in capsys.readouterr().err
    assert not Path(file).exists()


# The laws

LETTERS = st.characters(codec="utf-8", categories=["Lu", "Ll", "Lo", "Nd", "Po", "Pd", "Sm", "Zs"])
FORMS = (
    st.text(LETTERS, min_size=1, max_size=12).map(str.strip).filter(lambda text: text and text.isprintable())
)
IDS = st.text("abcxyz0-", min_size=1, max_size=4)
COMMENTS = st.sampled_from(["", " # note", "  #x"])


@st.composite
def entries(draw: st.DrawFn, id_: str) -> str:
    """An entry as someone may write it by hand."""
    note = draw(COMMENTS)
    quoted = draw(st.booleans())
    name = draw(FORMS)
    lines = [f"- id: {scalar(id_, in_brackets=False)}{note}", "  type: place"]
    written = (
        '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
        if quoted
        else scalar(name, in_brackets=False)
    )
    lines.append(f"  name: {written}{draw(COMMENTS)}")
    forms = draw(st.lists(FORMS, max_size=3))
    match draw(st.sampled_from(["none", "null", "flow", "folded", "block"])):
        case "null":
            lines.append("  aliases:" + draw(COMMENTS))
        case "flow":
            lines.append(
                f"  aliases: [{', '.join(scalar(form, in_brackets=True) for form in forms)}]" + draw(COMMENTS)
            )
        case "folded":
            inner = ",\n    ".join(scalar(form, in_brackets=True) for form in forms)
            lines.append(f"  aliases: [ {inner} ]{draw(COMMENTS)}")
        case "block" if forms:
            lines += ["  aliases:", *(f"    - {scalar(form, in_brackets=False)}" for form in forms)]
    lines += draw(st.sampled_from([[], ["  # about it"], ["  source: >-", "    long", "    words"]]))
    return "\n".join(lines) + "\n" + draw(st.sampled_from(["", "\n", "# next\n"]))


@st.composite
def files(draw: st.DrawFn) -> str:
    ids = draw(st.lists(IDS, min_size=1, max_size=4, unique=True))
    ids = sorted(ids) if draw(st.booleans()) else ids
    head = draw(st.sampled_from(["", "# top\n", "version: 1\nentities:\n", "entities:  # all\n# first\n"]))
    text = head + "".join(draw(entries(id_)) for id_ in ids)
    text = text.removesuffix("\n") if draw(st.booleans()) else text
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


CHANGES: st.SearchStrategy[Any] = st.one_of(
    st.tuples(st.just("entry"), IDS.map(lambda id_: f"{id_}q"), FORMS),
    st.tuples(st.sampled_from(["aliases", "variants", "avoid"]), st.integers(0, 3), FORMS),
    st.tuples(st.just("leave"), st.just(0), FORMS),
)


def said(text: str) -> tuple[list[dict[str, Any]], list[str]]:
    tree = read_yaml(text, "n.yaml")
    assert tree.faults == ()
    root: Any = tree.value
    return (root["entities"], root.get("leave", [])) if isinstance(root, dict) else (root, [])


@settings(max_examples=150, deadline=None)
@given(files(), CHANGES)
def test_all_else_stays_and_the_change_is_there(text: str, wish: tuple[str, Any, str]) -> None:
    kind, which, form = wish
    before, left = said(text)
    change: Change
    if kind == "entry":
        new = {"id": which, "type": "org", "name": form, "context": [form, "a, b"]}
        change = AddEntries((new,))
    elif kind == "leave":
        change = AddLeave(form)
    else:
        target = before[which % len(before)]
        change = AddForm(target["id"], kind, form)
    done = edited(text, change)
    inserted = len(done) - len(text)
    assert inserted > 0
    assert any(done[:n] + done[n + inserted :] == text for n in range(len(text) + 1))
    after, left_after = said(done)
    if kind == "entry":
        assert [entry for entry in after if entry["id"] != which] == before
        assert [entry for entry in after if entry["id"] == which] == [new]
        ids = [entry["id"] for entry in before]
        if ids == sorted(ids):
            assert [entry["id"] for entry in after] == sorted([*ids, which])
    elif kind == "leave":
        assert (after, left_after) == (before, [*left, form])
    else:
        target[kind] = [*(target.get(kind) or []), form]
        assert after == before


@settings(max_examples=100, deadline=None)
@given(FORMS, FORMS)
def test_what_is_written_is_read(one: str, other: str) -> None:
    values = {
        "id": "x",
        "type": "place",
        "name": one,
        "aliases": [one, other],
        "native": {"uk": [one, other]},
    }
    assert read_yaml(entry_text(values, 4), "n.yaml").value == [values]
    assert read_yaml(
        f"- [{scalar(one, in_brackets=True)}]\n- {scalar(other, in_brackets=False)}", "n"
    ).value == [
        [one],
        other,
    ]
