"""Baselines: what is accepted survives edits and moves; what is new is told; what is gone is dropped."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_directives import finding

from normalize import cli
from normalize.adapters.baselines import inside, pruned, save, updated
from normalize.baseline import LAST, TYPES, Accepted, Baseline, accepted, known, load_baseline, written
from normalize.errors import SettingsError
from normalize.findings import placeless
from normalize.reported import FileReport, Finding

TEXT = "Then Mark Latte came. Nobody saw Mark Latte leave. Yet Mark Latte left."


def in_text(text: str) -> list[Finding]:
    return [finding(text, "Mark Latte", nth) for nth in range(text.count("Mark Latte"))]


def known_in(before: str, after: str) -> list[bool]:
    """Return, for each finding of an edited text, whether it was accepted in the text as it was."""
    taken, _ = known(in_text(after), accepted(in_text(before), "a"))
    return [at in taken for at in range(after.count("Mark Latte"))]


def test_what_was_accepted_stays_accepted() -> None:
    assert known_in(TEXT, TEXT) == [True, True, True]


@pytest.mark.parametrize(
    "edited",
    [
        f"A new lead.\n\n{TEXT}",
        TEXT.replace("Nobody saw", "Nobody\nSAW"),
        TEXT.replace("leave", "go"),
        TEXT.replace("Then Mark Latte came", "On Monday Mark Latte arrived"),
        "Yet Mark Latte left. Then Mark Latte came.",
    ],
)
def test_what_was_accepted_survives_edits(edited: str) -> None:
    assert all(known_in(TEXT, edited))


def test_one_more_of_the_same_name_is_new() -> None:
    assert known_in(TEXT, f"{TEXT} At last Mark Latte slept.") == [True, True, True, False]
    assert known_in(TEXT, f"At last Mark Latte slept. {TEXT}") == [False, True, True, True]


def test_the_very_same_words_again_are_new_as_often_as_they_are_more() -> None:
    once = "Then Mark Latte came and went.\n"
    assert known_in(once * 2, once * 3) == [True, True, False]
    assert known_in(once * 3, once * 2) == [True, True]


def test_another_name_another_rule_and_another_entity_are_new() -> None:
    (one,) = in_text("Then Mark Latte came.")
    entries = accepted([one], "a")
    others = [replace(one, rule="style"), replace(one, entity_id="other"), replace(one, surface="Mark Lotte")]
    assert known(others, entries)[0] == frozenset()


def test_in_a_file_that_was_renamed_what_was_accepted_is_known() -> None:
    (one,) = in_text("Then Mark Latte came.")
    assert known([one], (), frozenset({placeless(one)}))[0] == {0}


def test_what_is_there_no_more_is_stale_as_often_as_it_is_less() -> None:
    once = "Then Mark Latte came and went.\n"
    entries = accepted(in_text(once * 3), "a")
    assert sum(one.count for one in entries) == 3
    assert sum(one.count for one in known(in_text(once), entries)[1]) == 2
    assert known([], entries)[1] == entries


def test_its_text_is_a_line_for_each_entry_and_comes_back_as_it_was(tmp_path: Path) -> None:
    entries = (*accepted(in_text(TEXT), "é/ü.txt"), Accepted("b\udcff.txt", "x", "style", "", "0" * 16, 2))
    path = tmp_path / "baseline.json"
    save(path, entries)
    lines = path.read_bytes().split(b"\n")
    assert lines[0] == b"["
    assert lines[-3:] == [b'{"normalize-baseline": 1}', b"]", b""]
    assert all(line.endswith(b"},") for line in lines[1:-3])
    assert sorted(one for each in load_baseline(path).by_file.values() for one in each) == sorted(entries)
    assert written(entries) == written(tuple(reversed(entries)))


def test_a_line_that_a_merge_brought_twice_counts_once(tmp_path: Path) -> None:
    line = json.dumps(
        {"file": "a", "surface": "x", "rule": "style", "entity": "", "fingerprint": "f", "count": 1}
    )
    path = tmp_path / "baseline.json"
    path.write_text(f'[\n{line},\n{line.replace("1}", "3}")},\n{{"normalize-baseline": 1}}\n]\n')
    assert [one.count for one in load_baseline(path).by_file["a"]] == [3]


@pytest.mark.parametrize(
    ("text", "fact", "way_out"),
    [
        ("<<<<<<< HEAD\n[\n", "is no baseline", "keep the lines of both sides"),
        ("{}", "is no baseline", "delete it"),
        ("[]", "is no baseline", "delete it"),
        ('[{"normalize-baseline": 2}]', "is no baseline of version 1", "update normalize"),
        ('[{"file": "a"}]', "is no baseline of version 1", "write it anew"),
        ('[{"file": "a"}, {"normalize-baseline": 1}]', "entry 1 lacks a key", "delete it"),
        ("[" * 100_000, "is no baseline", "delete it"),
    ],
)
def test_what_cannot_be_read_is_an_error_with_a_way_out(
    tmp_path: Path, text: str, fact: str, way_out: str
) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text)
    with pytest.raises(SettingsError) as error:
        load_baseline(path)
    assert fact in str(error.value)
    assert way_out in str(error.value)


def test_one_that_is_not_there_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no such file or folder \(a baseline\)"):
        load_baseline(tmp_path / "baseline.json")


def test_files_are_told_from_its_folder_or_from_the_one_above_dot_normalize(tmp_path: Path) -> None:
    assert Baseline(tmp_path / ".normalize" / "baseline.json", {}).base == tmp_path
    assert Baseline(tmp_path / "known.json", {}).base == tmp_path
    assert inside(tmp_path / "a" / "b.txt", tmp_path) == "a/b.txt"
    assert inside(tmp_path.parent / "b.txt", tmp_path) == "../b.txt"


def baseline(folder: Path, **texts: str) -> Baseline:
    entries = {f"{name}.txt": accepted(in_text(text), f"{name}.txt") for name, text in texts.items()}
    return Baseline(folder / ".normalize" / "baseline.json", entries)


def read(folder: Path, name: str, text: str, error: str = "") -> FileReport:
    path = folder / f"{name}.txt"
    path.write_text(text)
    return FileReport(str(path), findings=tuple(in_text(text)), error=error)


ONE, TWO = "Then Mark Latte came.", "Nobody saw Mark Latte leave."


def test_an_update_takes_the_files_that_were_read_and_keeps_the_others(tmp_path: Path) -> None:
    read(tmp_path, "b", TWO)
    change = updated(baseline(tmp_path, a=ONE, b=TWO), [read(tmp_path, "a", f"{ONE} {TWO}")], True)
    assert [(one.file, one.count) for one in change.entries] == [("a.txt", 1), ("a.txt", 1), ("b.txt", 1)]
    assert (change.added, change.stale) == (1, ())


def test_a_pruning_drops_what_is_gone_and_takes_nothing_new(tmp_path: Path) -> None:
    change = pruned(baseline(tmp_path, a=ONE), [read(tmp_path, "a", f"{ONE} {TWO}")], True)
    assert (len(change.entries), change.added, change.stale) == (1, 0, ())
    change = pruned(baseline(tmp_path, a=f"{ONE} {TWO}"), [read(tmp_path, "a", ONE)], True)
    assert (len(change.entries), [one.file for one in change.stale]) == (1, ["a.txt"])


def test_what_was_accepted_in_a_file_that_is_gone_is_dropped(tmp_path: Path) -> None:
    change = pruned(baseline(tmp_path, a=ONE, gone=TWO), [read(tmp_path, "a", ONE)], True)
    assert [one.file for one in change.entries] == ["a.txt"]
    assert [one.file for one in change.stale] == ["gone.txt"]


def test_it_is_kept_if_the_file_may_have_been_renamed_to_one_that_was_not_read(tmp_path: Path) -> None:
    change = updated(baseline(tmp_path, a=ONE, gone=TWO), [read(tmp_path, "a", ONE)], False)
    assert [one.file for one in change.entries] == ["a.txt", "gone.txt"]
    assert change.stale == ()


def test_what_was_accepted_follows_a_file_that_was_renamed(tmp_path: Path) -> None:
    change = pruned(baseline(tmp_path, old=ONE), [read(tmp_path, "new", ONE)], True)
    assert [one.file for one in change.entries] == ["new.txt"]
    assert change.stale == ()


def test_of_a_file_that_could_not_be_read_everything_is_kept(tmp_path: Path) -> None:
    change = updated(baseline(tmp_path, a=ONE), [read(tmp_path, "a", "", error="binary")], True)
    assert [one.file for one in change.entries] == ["a.txt"]


def test_a_baseline_that_says_it_already_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    save(path, accepted(in_text(ONE), "a"))
    stamp = path.stat().st_mtime_ns
    save(path, accepted(in_text(ONE), "a"))
    assert path.stat().st_mtime_ns == stamp


WRITTEN = st.recursive(
    st.none() | st.integers() | st.sampled_from(["a", "file", "normalize-baseline"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*TYPES, *LAST]), inner, max_size=6)
    ),
)


@given(WRITTEN, st.booleans())
def test_whatever_it_says_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, value: object, ends: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_text(json.dumps([value, LAST] if ends else value))
    with contextlib.suppress(SettingsError):
        assert load_baseline(path).path == path


def test_its_commands_say_what_they_do(capfd: pytest.CaptureFixture[str]) -> None:
    for command in ("create", "update", "prune"):
        assert cli.code(["baseline", command, "--help"]) == 0
        assert f"normalize baseline {command}" in capfd.readouterr().out
