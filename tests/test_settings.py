"""Settings: found upward, the nearest whole, and no word of theirs unknown."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from normalize.errors import SettingsError
from normalize.settings import PRESETS, RULES, Settings, settings_for, with_values

FULL = """\
[tool.other]
select = "not ours"

[tool.normalize]
gazetteers = ["names/ours.yaml", "/absolute.yaml"]
default-gazetteer = false
model = "en_core_web_trf"
select = ["misspelt", "style"]
ignore = ["style"]
min-confidence = 0.5
exclude = ["archive/", "*.bak"]
force-exclude = false
encoding = "Latin1"
max-file-size = "2 MB"
preset = "strict"
review-at = 0.6
quotations = "correct"
style = false
fail-on = "error"
baseline = "accepted.json"

[[tool.normalize.overrides]]
files = ["blogs/**/*.md", "!blogs/official/*.md"]
preset = "review"
margin = 0.5

[[tool.normalize.overrides]]
files = ["*.po"]
select = ["inconsistent"]
encoding = ""
"""


def config(directory: Path, text: str, name: str = "normalize.toml") -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / name
    path.write_text(text, encoding="utf-8")
    return path


def refusal(directory: Path, text: str, name: str = "normalize.toml") -> SettingsError:
    path = config(directory, text, name)
    with pytest.raises(SettingsError) as caught:
        settings_for(directory / "a.txt", config=path)
    return caught.value


def test_every_key_is_read(tmp_path: Path) -> None:
    config(tmp_path, FULL, "pyproject.toml")
    settings = settings_for(tmp_path / "a.txt")
    assert settings == Settings(
        gazetteers=(tmp_path / "names" / "ours.yaml", Path("/absolute.yaml")),
        default_gazetteer=False,
        model="en_core_web_trf",
        select=("misspelt", "style"),
        ignore=("style",),
        min_confidence=0.5,
        exclude=("archive/", "*.bak"),
        force_exclude=False,
        encoding="iso8859-1",
        max_file_size=2_000_000,
        preset="strict",
        policy=settings.policy,
        fail_on="error",
        baseline=tmp_path / "accepted.json",
        root=tmp_path,
    )
    assert settings.rules == {"misspelt"}
    strict = PRESETS["strict"]
    assert (settings.policy.correct_at, settings.policy.review_at) == (strict.correct_at, 0.6)
    assert (settings.policy.quotations, settings.policy.style) == ("correct", False)


def test_overrides_hold_for_their_files_only_and_the_last_wins(tmp_path: Path) -> None:
    config(tmp_path, FULL, "pyproject.toml")
    blog = settings_for(tmp_path / "blogs" / "x" / "a.md")
    assert blog.preset == "review"
    assert blog.policy.correct_at == PRESETS["review"].correct_at
    assert blog.policy.margin == 0.5
    assert blog.select == ("misspelt", "style")
    assert settings_for(tmp_path / "blogs" / "official" / "a.md").preset == "strict"
    catalogue = settings_for(tmp_path / "blogs" / "de.po")
    assert (catalogue.select, catalogue.encoding) == (("inconsistent",), "")


def test_without_a_configuration_the_defaults_hold(tmp_path: Path) -> None:
    assert settings_for(tmp_path / "a.txt", isolated=True) == Settings()
    assert Settings().rules == set(RULES)
    config(tmp_path, 'preset = "strict"')
    assert settings_for(tmp_path / "a.txt", isolated=True) == Settings()


def test_the_nearest_wins_whole(tmp_path: Path) -> None:
    config(tmp_path, 'preset = "strict"\nmodel = "other"')
    config(tmp_path / "near", 'preset = "review"')
    near = settings_for(tmp_path / "near" / "deep" / "down" / "a.txt")
    assert (near.preset, near.model, near.root) == ("review", "", tmp_path / "near")
    assert settings_for(tmp_path / "far" / "a.txt").model == "other"


def test_a_pyproject_without_our_table_is_passed_by(tmp_path: Path) -> None:
    config(tmp_path, 'preset = "strict"')
    config(tmp_path / "near", "[tool.ruff]\nline-length = 1", "pyproject.toml")
    assert settings_for(tmp_path / "near" / "a.txt").preset == "strict"


def test_normalize_toml_goes_before_pyproject_beside_it(tmp_path: Path) -> None:
    config(tmp_path, '[tool.normalize]\npreset = "review"', "pyproject.toml")
    config(tmp_path, 'preset = "strict"')
    assert settings_for(tmp_path / "a.txt").preset == "strict"


def test_dots_in_a_path_lead_where_they_lead(tmp_path: Path) -> None:
    config(tmp_path / "here", 'preset = "strict"')
    (tmp_path / "there").mkdir()
    assert settings_for(tmp_path / "here" / ".." / "there" / "a.txt").preset == "normal"


def test_a_directory_is_looked_into(tmp_path: Path) -> None:
    config(tmp_path, 'preset = "strict"')
    assert settings_for(tmp_path).preset == "strict"


def test_a_named_configuration_is_used_instead(tmp_path: Path) -> None:
    config(tmp_path, 'preset = "strict"')
    other = config(tmp_path / "elsewhere", 'preset = "review"', "ours.toml")
    assert settings_for(tmp_path / "a.txt", config=other).preset == "review"


@pytest.mark.parametrize(
    ("text", "line", "fact", "hint"),
    [
        ("# a\nslect = []", 2, "unknown key `slect`", "did you mean 'select'?"),
        ("min_confidence = 0.5", 1, "unknown key `min_confidence`", "did you mean 'min-confidence'?"),
        ("zebra = 1", 1, "unknown key `zebra`", "known are gazetteers,"),
        (
            '\nselect = ["mispelt"]',
            2,
            "`select` is 'mispelt', which we do not know",
            "did you mean 'misspelt'?",
        ),
        ('select = "style"', 1, "`select` must be a list of texts", ""),
        ("min-confidence = 70", 1, "`min-confidence` must be a number from 0.0 to 1.0", ""),
        ('min-confidence = "0.5"', 1, "`min-confidence` must be a number from 0.0 to 1.0", ""),
        ("margin = true", 1, "`margin` must be a number from 0.0 to 1.0", ""),
        ("model = 1", 1, "`model` must be text", ""),
        ('style = "yes"', 1, "`style` must be true or false", ""),
        ('encoding = "utf-9"', 1, "`encoding` is 'utf-9', which no codec reads", ""),
        ('max-file-size = "big"', 1, "`max-file-size` must be a number of bytes", ""),
        ("max-file-size = true", 1, "`max-file-size` must be a number of bytes", ""),
        ('preset = "norml"', 1, "`preset` is 'norml', which we do not know", "did you mean 'normal'?"),
        ("correct-at = 0.4\nreview-at = 0.5", 2, "`review-at` is above `correct-at`", ""),
        ("overrides = 1", 1, "`overrides` must be tables", ""),
        ("model = ''\n[[overrides]]\nstyle = true", 2, "an override names no `files`", ""),
        (
            "[[overrides]]\nfiles = ['a']\n[[overrides]]\nfiles = ['b']\nstile = 1",
            5,
            "unknown key `stile`",
            "'style'",
        ),
        ("model = ''\n[[overrides]]\nfiles = ['a']\nmodel = 'x'", 4, "unknown key `model`", "move it out"),
        ("model = ]", 1, "not TOML", ""),
    ],
)
def test_what_we_do_not_know_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int, fact: str, hint: str
) -> None:
    error = refusal(tmp_path, text)
    if "TOML" in fact:
        assert f"normalize.toml: {fact}" in error.message
        assert f"line {line}" in error.message
    else:
        assert f"normalize.toml:{line}: {fact}" in error.message
    assert hint in error.hint


def test_the_line_in_a_pyproject_is_that_of_our_table(tmp_path: Path) -> None:
    text = '[tool.other]\nzebra = 1\n\n[tool.normalize]\nmodel = ""\n"zebra" = 1\n'
    assert "pyproject.toml:6: unknown key `zebra`" in refusal(tmp_path, text, "pyproject.toml").message


def test_a_configuration_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml: cannot be read"):
        settings_for(tmp_path, config=tmp_path / "nowhere.toml")
    (tmp_path / "normalize.toml").write_bytes(b"model = '\xff'")
    with pytest.raises(SettingsError, match="is not UTF-8"):
        settings_for(tmp_path / "a.txt")


def test_settings_travel_and_can_be_keys(tmp_path: Path) -> None:
    config(tmp_path, FULL, "pyproject.toml")
    settings = settings_for(tmp_path / "a.po")
    assert pickle.loads(pickle.dumps(settings)) == settings
    assert len({settings, settings_for(tmp_path / "b.po")}) == 1


def test_presets_are_ordered_by_caution() -> None:
    assert PRESETS["strict"].correct_at > PRESETS["normal"].correct_at
    assert PRESETS["review"].correct_at > 1.0
    assert all(policy.review_at < policy.correct_at for policy in PRESETS.values())
    assert all(policy.quotations == "keep" for policy in PRESETS.values())
    assert with_values(Settings(), {"style": False}).policy.style is False
