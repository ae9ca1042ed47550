"""The GitHub action and the GitLab template: their scripts, run by the shells that would run them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
COMPONENT, TEMPLATE = yaml.safe_load_all((ROOT / "templates" / "normalize.yml").read_text("utf-8"))
NAMES = ROOT / "tests" / "cli" / "names.yaml"
MAYOR = "The mayor, Jana Novacova, opened the school in Horní Lhota on Monday.\n"
RIGHT = "The mayor, Jana Nováková, opened the school in Horní Lhota on Monday.\n"
OPTIONS = ["--gazetteer", "names.yaml", "--no-default-gazetteer", "--model", "none"]

pytestmark = pytest.mark.skipif(not shutil.which("bash") or not shutil.which("git"), reason="no bash or git")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Give a repository whose second commit has a finding in a file with a space in its name."""
    folder = tmp_path / "copy"
    folder.mkdir()
    shutil.copy(NAMES, folder)
    (folder / "old news.txt").write_text(MAYOR, "utf-8")
    git(folder, "init", "--quiet")
    commit(folder)
    (folder / "new news.txt").write_text(RIGHT + "\n" + MAYOR, "utf-8")
    commit(folder)
    return folder


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "state")


def environment(folder: Path, **more: str) -> dict[str, str]:
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONPATH": path, "RUNNER_TEMP": str(folder.parent), **more}


def step(name: str) -> dict[str, Any]:
    return next(one for one in ACTION["runs"]["steps"] if one["name"] == name)


def checked(folder: Path, **inputs: str) -> tuple[dict[str, str], str, str]:
    """Run the action's check in a folder; return its outputs, what it printed and its summary."""
    output, summary = folder.parent / "output", folder.parent / "summary.md"
    for path in (output, summary):
        path.write_text("")
    values = {key: str(ACTION["inputs"][key]["default"]) for key in ACTION["inputs"]} | inputs
    named = {key.upper().replace("-", "_"): value for key, value in values.items()}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step("Check names")["run"]], cwd=folder,
        env=environment(folder, **named, PYTHON=sys.executable, GITHUB_OUTPUT=str(output),
                        GITHUB_STEP_SUMMARY=str(summary), GITHUB_ACTIONS="true"),
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = dict(line.split("=", 1) for line in output.read_text().splitlines())
    return told, done.stdout, summary.read_text("utf-8")


ARGS = "\n".join(OPTIONS) + "\n"


def test_the_action_annotates_what_it_finds_and_adds_it_to_the_summary(copy: Path) -> None:
    told, printed, summary = checked(copy, args=ARGS)
    assert told == {"exit-code": "1"}
    assert len(re.findall(r"^::error .*file=new news\.txt,line=3,", printed, re.MULTILINE)) == 1
    assert len(re.findall(r"^::error .*file=old news\.txt,line=1,", printed, re.MULTILINE)) == 1
    assert "Jana Nováková" in summary


def test_the_action_can_mind_changed_lines_and_named_paths_alone(copy: Path) -> None:
    told, printed, _ = checked(copy, args=ARGS, **{"changed-lines": "HEAD^1"})
    assert told == {"exit-code": "1"}
    assert "new news.txt" in printed
    assert "old news.txt" not in printed
    told, printed, _ = checked(copy, args=ARGS, paths="old news.txt\n")
    assert "new news.txt" not in printed
    told, printed, _ = checked(copy, args=ARGS, **{"fail-on": "never"})
    assert told == {"exit-code": "0"}
    assert "::error" in printed


def test_the_action_writes_sarif_where_the_next_step_finds_it(copy: Path) -> None:
    told, _, _ = checked(copy, args=ARGS, sarif="true")
    results = json.loads(Path(told["sarif-file"]).read_text("utf-8"))["runs"][0]["results"]
    assert {one["ruleId"] for one in results} == {"misspelt"}


def test_what_an_input_says_is_never_run(copy: Path) -> None:
    nasty = '$(touch touched)\n`touch touched`\n; touch touched\n"; touch touched; "\n--out=x\n'
    told, _, _ = checked(copy, args=ARGS, paths=nasty)
    assert told == {"exit-code": "2"}
    assert not (copy / "touched").exists()
    for one in ACTION["runs"]["steps"]:
        assert "${{" not in one.get("run", "")
    assert "$[[" not in "".join(TEMPLATE["$[[ inputs.job ]]"]["script"])


def test_the_action_names_its_inputs_once_each() -> None:
    used = set(re.findall(r"inputs\.([a-z-]+)", (ROOT / "action.yml").read_text("utf-8")))
    assert used == set(ACTION["inputs"])


def run_job(folder: Path, **inputs: str) -> tuple[int, list[dict[str, Any]]]:
    """Run the job of the GitLab template by sh; return its exit code and the report."""
    values = {key: str(one["default"]) for key, one in COMPONENT["spec"]["inputs"].items()} | inputs
    job = TEMPLATE["$[[ inputs.job ]]"]
    variables = {
        key: re.sub(r"\$\[\[ inputs\.(\S+) \]\]", lambda found: values[found[1]], text)
        for key, text in job["variables"].items()
    }
    tools = folder.parent / "bin"
    tools.mkdir(exist_ok=True)
    (tools / "pip").write_text("#!/bin/sh\nexit 0\n")
    (tools / "normalize").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m normalize "$@"\n')
    for tool in tools.iterdir():
        tool.chmod(0o755)
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    script = "\n".join(["set -e", *job["script"]])
    code = subprocess.run(
        ["sh", "-c", script], cwd=folder, env=environment(folder, **variables, PATH=path), check=False
    ).returncode
    report = folder / job["artifacts"]["reports"]["codequality"]
    return code, json.loads(report.read_text("utf-8"))


def test_the_gitlab_job_writes_a_code_quality_report(copy: Path) -> None:
    code, report = run_job(copy, args=" ".join(OPTIONS))
    assert code == 1
    assert {one["location"]["path"] for one in report} == {"new news.txt", "old news.txt"}
    code, _ = run_job(copy, args=" ".join(OPTIONS), **{"fail-on": "never"})
    assert code == 0


def test_the_gitlab_job_can_mind_changed_lines_alone(copy: Path, tmp_path: Path) -> None:
    base = subprocess.run(
        ["git", "rev-parse", "HEAD^1"], cwd=copy, capture_output=True, text=True, check=True
    ).stdout.strip()
    git(copy, "config", "uploadpack.allowAnySHA1InWant", "true")  # as GitLab has it
    clone = tmp_path / "clone" / "copy"
    git(tmp_path, "clone", "--quiet", "--depth", "1", copy.as_uri(), str(clone))
    code, report = run_job(clone, args=" ".join(OPTIONS), **{"changed-lines": base})
    assert code == 1
    assert {one["location"]["path"] for one in report} == {"new news.txt"}


def snippets(name: str) -> list[Any]:
    """Return the YAML examples of a page of the manual."""
    text = (ROOT / "docs" / name).read_text("utf-8")
    return [yaml.safe_load(one) for one in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]


def steps(snippet: Any) -> list[dict[str, Any]]:
    jobs = snippet.get("jobs", {}).values() if isinstance(snippet, dict) else [{"steps": snippet}]
    return [one for job in jobs for one in job["steps"]]


def test_the_examples_of_the_manual_name_inputs_that_there_are() -> None:
    used = [one for snippet in snippets("github-action.md") for one in steps(snippet)]
    ours = [one for one in used if "normalize@" in one["uses"]]
    assert len(ours) == 3
    assert {name for one in ours for name in one.get("with", {})} <= set(ACTION["inputs"])
    included = [one for snippet in snippets("gitlab-ci.md") for one in snippet.get("include", [])]
    assert len(included) == 2
    assert {name for one in included for name in one["inputs"]} <= set(COMPONENT["spec"]["inputs"])


def test_the_manual_has_every_input_and_output() -> None:
    page = (ROOT / "docs" / "github-action.md").read_text("utf-8")
    assert [name for name in (*ACTION["inputs"], *ACTION["outputs"]) if f"| `{name}` |" not in page] == []
    page = (ROOT / "docs" / "gitlab-ci.md").read_text("utf-8")
    assert [name for name in COMPONENT["spec"]["inputs"] if f"`{name}`" not in page] == []
