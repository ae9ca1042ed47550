"""normalize-ignore.yaml: what it says, what is wrong with it, where it is looked for, what of it is idle."""

from __future__ import annotations

from datetime import date
from pathlib import Path, PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_directives import finding

from normalize import ignore_file
from normalize.adapters.idle_entries import idle_entries
from normalize.adapters.inputs import Input
from normalize.errors import SettingsError
from normalize.gazetteer_yaml import read_bytes as read_tree
from normalize.ignore_file import IgnoreFile, load_ignore_file
from normalize.reported import FileReport, LeftOut
from normalize.settings import Settings, settings_for

TODAY = date(2026, 11, 22)


def loaded(folder: Path, text: str) -> IgnoreFile:
    path = folder / "normalize-ignore.yaml"
    path.write_text(text, "utf-8")
    load_ignore_file.cache_clear()
    return load_ignore_file(path)


def test_all_that_is_named_must_be_so_and_one_of_each_list_is_enough(tmp_path: Path) -> None:
    (entry,) = loaded(
        tmp_path, "- {text: [Foo, Latte], entry: [x, latte], rule: misspelt, reason: yes}"
    ).entries
    assert entry.is_about(finding("Mark Latte", "Mark Latte"))
    assert not entry.is_about(finding("Mark Latte", "Mark Latte", rule="style"))
    assert not entry.is_about(finding("Mark Latte", "Mark Latte", entity="other"))
    assert not entry.is_about(finding("Mark Witkov", "Mark Witkov"))


def test_files_are_globs_from_its_folder(tmp_path: Path) -> None:
    text = "- {files: drafts/, reason: a}\n- {files: ['*.md'], reason: b}\n- {rule: style, reason: c}\n"
    ignores = loaded(tmp_path, text)
    assert ignores.entries_for(tmp_path / "drafts/a.txt", TODAY) == (0, 2)
    assert ignores.entries_for(tmp_path / "deep/down/a.md", TODAY) == (1, 2)
    assert ignores.entries_for(tmp_path / "a.txt", TODAY) == (2,)


def test_an_entry_holds_through_its_last_day(tmp_path: Path) -> None:
    ignores = loaded(tmp_path, "- {text: Latte, reason: a, expires: 2026-11-22}")
    assert ignores.entries_for(tmp_path / "a.txt", TODAY) == (0,)
    assert ignores.entries_for(tmp_path / "a.txt", date(2026, 11, 23)) == ()


def test_a_file_without_entries_is_fine(tmp_path: Path) -> None:
    assert loaded(tmp_path, "# nothing yet\n").entries == ()
    assert loaded(tmp_path, "\ufeff[]\n").entries == ()


@pytest.mark.parametrize(
    ("text", "spot", "fact", "way_out"),
    [
        ("- text: Latte\n", "1:3", "the ignore has no `reason`", "say why"),
        ("- text: Latte\n  reason:\n", "2:10", "the ignore has no `reason`", "say why"),
        ("- reason: a\n", "1:3", "does not say what it ignores", "give one of text, entry, rule, files"),
        ("- text: Latte\n  reason: a\n  entyr: x\n", "3:3", "unknown key `entyr`", "did you mean 'entry'?"),
        ("- rule: mispelt\n  reason: a\n", "1:9", "there is no rule 'mispelt'", "did you mean 'misspelt'?"),
        ("- rule: [style, foo]\n  reason: a\n", "1:17", "there is no rule 'foo'", "known are"),
        ("- text: '!'\n  reason: a\n", "1:9", "'!' is no name", "letters"),
        ("- text: {a: b}\n  reason: a\n", "1:9", "`text` must be text or a list of texts", ""),
        ("- text: [[a]]\n  reason: a\n", "1:10", "`text` must be text", "quotes"),
        ("- text: a\n  reason: a\n  expires: soon\n", "3:12", "'soon' is no day", "2027-01-01"),
        ("- text: a\n  reason: a\n  expires:\n", "3:11", "None is no day", "2027-01-01"),
        ("- Latte\n", "1:3", "an ignore must have keys", "- {text"),
        ("text: Latte\n", "1:1", "it must be a list of ignores", "- {text"),
        ("- text: 'Latte\n", "1:9", "not YAML", "close the quote"),
        ("- text: a\n  text: b\n  reason: c\n", "2:3", "the key `text` is given twice", "delete"),
        ("- text: &a b\n  reason: c\n", "1:9", "YAML anchor", "in full"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_the_way_out(
    tmp_path: Path, text: str, spot: str, fact: str, way_out: str
) -> None:
    with pytest.raises(SettingsError) as error:
        loaded(tmp_path, text)
    told = str(error.value)
    assert f"normalize-ignore.yaml:{spot}: " in told
    assert fact in told
    assert way_out in told


def test_all_that_is_wrong_is_told_in_one_go(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as error:
        loaded(tmp_path, "- text: a\n- rule: foo\n  reason: b\n- {}\n")
    assert str(error.value).count("normalize-ignore.yaml:") == 4


def test_a_file_that_is_not_utf_8_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "normalize-ignore.yaml"
    path.write_bytes(b"- text: caf\xe9\n")
    load_ignore_file.cache_clear()
    with pytest.raises(SettingsError, match="not UTF-8"):
        load_ignore_file(path)


def test_the_nearest_from_the_file_upward_wins_whole(tmp_path: Path) -> None:
    inner = tmp_path / "desk" / "today"
    inner.mkdir(parents=True)
    (tmp_path / "normalize-ignore.yaml").write_text("[]")
    assert settings_for(inner / "a.txt").ignores == tmp_path / "normalize-ignore.yaml"
    assert settings_for(inner / "a.txt", isolated=True).ignores is None


def test_the_nearest_may_be_called_yml(tmp_path: Path) -> None:
    (tmp_path / "normalize-ignore.yml").write_text("[]")
    (tmp_path / "normalize.toml").write_text('preset = "strict"')
    settings = settings_for(tmp_path / "a.txt")
    assert (settings.ignores, settings.preset) == (tmp_path / "normalize-ignore.yml", "strict")


ENTRIES = """\
- {text: Used, reason: a}
- {text: Idle, reason: b}
- {text: Idle, files: a.txt, reason: c}
- {text: Idle, files: '*.md', reason: d}
- {text: Old, files: '*.txt', reason: e, expires: 2020-01-01}
- {text: Old, files: '*.po', reason: f, expires: 2020-01-01}
"""


def idle(folder: Path, *, named: Path | None, error: str = "", rules: tuple[str, ...] = ()) -> list[int]:
    """Return the lines told of after a run over a.txt, found in a folder that was named or named itself."""
    loaded(folder, ENTRIES)
    settings = Settings(ignores=folder / "normalize-ignore.yaml", ignore=rules)  # type: ignore[arg-type]
    path = folder / "a.txt"
    file = Input(str(path), path, settings, PurePath("a.txt"), named)
    report = FileReport(str(path), error=error, left_out=LeftOut(ignored=1, entries=frozenset({0})))
    made = idle_entries([file], [report], TODAY)
    return [one.place.line for _, report in made for one in report.findings]


def test_when_the_whole_folder_was_read_each_entry_that_ignored_nothing_is_told(tmp_path: Path) -> None:
    assert idle(tmp_path, named=tmp_path) == [2, 3, 4, 5]
    assert idle(tmp_path, named=tmp_path.parent) == [2, 3, 4, 5]


def test_when_some_files_were_read_only_what_speaks_of_just_these_is_told(tmp_path: Path) -> None:
    assert idle(tmp_path, named=None) == [3, 5]


def test_when_a_file_could_not_be_read_only_what_expired_is_told(tmp_path: Path) -> None:
    assert idle(tmp_path, named=tmp_path, error="binary") == [5]


def test_nothing_is_told_when_the_rule_is_not_selected(tmp_path: Path) -> None:
    assert idle(tmp_path, named=tmp_path, rules=("unused-ignore",)) == []


WRITTEN = st.sampled_from(
    "- text: |- {|}|\n|  |reason: |expires: |2027-01-01|files: |rule: |style|entry: |[|]|, |'|a|~"
    "|&x |*x|!!int |é|\t|: |#|\ufeff".split("|")
)


@given(st.lists(WRITTEN, max_size=25).map("".join))
def test_whatever_it_says_is_read_or_refused(text: str) -> None:
    tree = read_tree(text.encode(), "normalize-ignore.yaml")
    entries, faults = ignore_file._entries(tree)
    assert all(one.reason for one in entries)
    assert all(fault.line >= 1 and fault.message for fault in faults)
