"""The README does what it says: its blocks are run."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARTICLE = "US envoy Steve Witkov met NATO chief Mark Rutte in Kiev on Monday.\n"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    lines = [line for block in blocks("console") for line in block.splitlines() if line.startswith("$ ")]
    return [line.removeprefix("$ ").split("  #")[0].strip() for line in lines]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with the files that the README's commands name."""
    (tmp_path / "incoming").mkdir()
    for name in ("article.txt", "article.md", "incoming/one.txt", "incoming/two.md"):
        (tmp_path / name).write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "page.html").write_text(f"<p>{ARTICLE}</p>", encoding="utf-8")
    (tmp_path / "my-names.yaml").write_text(blocks("yaml")[0], encoding="utf-8")
    (tmp_path / "in.jsonl").write_text('{"id": 1, "text": "NATO chief Mark Rutte"}\n', encoding="utf-8")
    (tmp_path / "gold.jsonl").write_text('{"id": "a", "text": "Mark Rutte", "spans": []}\n', encoding="utf-8")
    return tmp_path


def test_it_names_commands() -> None:
    assert len(commands()) >= 10


@pytest.mark.model
@pytest.mark.parametrize("command", commands())
def test_a_command_of_the_readme_works(command: str, desk: Path) -> None:
    run = command.replace("normalize ", f"{shlex.quote(sys.executable)} -m normalize ")
    done = subprocess.run(["sh", "-c", run], cwd=desk, capture_output=True, text=True, timeout=120)
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout or done.stderr


@pytest.mark.model
def test_the_library_example_prints_what_it_promises(capsys: pytest.CaptureFixture[str]) -> None:
    for block in blocks("python"):
        exec(block, {})
    assert capsys.readouterr().out == "NATO chief Mark Rutte met US envoy Steve Witkoff in Moscow.\n"


@pytest.mark.model
def test_the_finding_it_shows_is_the_finding_it_makes(desk: Path) -> None:
    block = next(block for block in blocks("console") if block.startswith("$ printf"))
    command, _, shown = block.partition("\n")
    run = command.removeprefix("$ ").replace("normalize ", f"{shlex.quote(sys.executable)} -m normalize ")
    done = subprocess.run(["sh", "-c", run], cwd=desk, capture_output=True, text=True, timeout=120)
    assert done.stdout == shown


def test_yaml_blocks_are_yaml() -> None:
    assert all(yaml.safe_load(block) for block in blocks("yaml"))


def test_shell_blocks_name_targets_and_packages_that_exist() -> None:
    shell = "\n".join(blocks("sh"))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^make (\w+)", shell, re.MULTILINE)
    assert targets == ["demo", "test"]
    assert all(f"\n{target}:" in makefile for target in targets)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"install {project['name']}" in shell


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_gate_calls_the_readmes_test_command() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
