"""The schemas that ship for JSON and JSON Lines: what is printed is what they say, and nothing more."""

from __future__ import annotations

import json
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError
from real_reports import SOURCES, told
from referencing import Registry, Resource
from report_samples import hostile, sample, text_of, thousand
from test_reports_json import strict

from normalize import cli
from normalize.reported import FileReport

HERE = Path(__file__).resolve().parent
DATA = resources("normalize.data")
WHOLE, LINE = "findings.schema.json", "finding-line.schema.json"


def schema(name: str) -> Any:
    return json.loads(DATA.joinpath(name).read_text("utf-8"))


def validator(name: str) -> Draft202012Validator:
    """Return what validates by a schema, the other beside it as in the folder.

    For a whole document, no key but those listed passes.
    """
    beside = {one: strict(schema(one)) if one == name == WHOLE else schema(one) for one in (WHOLE, LINE)}
    known = Registry().with_resources((one, Resource.from_contents(made)) for one, made in beside.items())
    return Draft202012Validator({"$ref": name}, registry=known)


FILES = [sample(), hostile(), thousand(), [], [told(name) for name in SOURCES]]
NAMES = ["sample", "hostile", "many", "none", "real"]


@pytest.mark.parametrize("files", FILES, ids=NAMES)
def test_json_and_its_lines_are_what_the_schemas_say(files: list[FileReport]) -> None:
    validator(WHOLE).validate(json.loads(text_of("json", files)))
    lines = [json.loads(line) for line in text_of("jsonl", files).splitlines()]
    for line in lines:
        validator(LINE).validate(line)
    found = sum(len(file.findings) for file in files) + sum(1 for file in files if file.error)
    assert len(lines) == found + 1


@pytest.mark.parametrize("name", [WHOLE, LINE])
def test_a_schema_is_one_itself_and_says_what_it_is(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema(name)["title"].startswith("normalize: ")


@pytest.mark.parametrize(
    ("key", "wrong"),
    [("probability", 1.5), ("rule", "typo"), ("severity", "fatal"), ("fingerprint", "abc"), ("place", {})],
)
def test_a_schema_turns_away_what_a_finding_never_is(key: str, wrong: Any) -> None:
    line = json.loads(text_of("jsonl", sample()).splitlines()[0])
    validator(LINE).validate(line)
    with pytest.raises(ValidationError):
        validator(LINE).validate({**line, key: wrong})
    with pytest.raises(ValidationError):
        validator(LINE).validate({one: value for one, value in line.items() if one != key})


def test_what_check_and_fix_print_is_what_the_schemas_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    for name, text in SOURCES.items():
        (tmp_path / "in" / name).write_bytes(text.encode())
    (tmp_path / "in" / "broken.txt").write_bytes(b"caf\xe9")
    options = ["--gazetteer", str(HERE / "cli" / "names.yaml"), "--no-default-gazetteer", "--model", "none"]
    for command in ("check", "fix"):
        assert cli.code([command, "in", "--format", "json", "--report", f"{command}.jsonl", *options]) == 2
        validator(WHOLE).validate(json.loads(capfd.readouterr().out))
        lines = (tmp_path / f"{command}.jsonl").read_text("utf-8").splitlines()
        for line in lines:
            validator(LINE).validate(json.loads(line))
        assert json.loads(lines[-1])["counts"]["files"] == len(SOURCES) + 1
