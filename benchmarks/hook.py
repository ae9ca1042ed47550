"""The hooks in a repository of 5,000 files, run by pre-commit and compared with one plain run.

    nice python benchmarks/hook.py [--files 5000]

The repository holds articles in several formats under long names, so that pre-commit hands them over in
several batches; one in fifty has a garbled name. pre-commit must be installed beside `normalize`. The hooks
run as they stand in `.pre-commit-hooks.yaml`, but for `language: system`, which spares building an
environment. What was found is in `hook.md`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
NAMES = """entities:
- {id: jana-novakova, type: person, name: Jana Nováková, variants: [Jana Novacova]}
"""
WRONG = "The mayor, Jana Novacova, opened the school on Monday."
RIGHT = "The mayor, Jana Nováková, opened the school on Monday."
FRAMES = {
    ".txt": "{}\n",
    ".md": "# News\n\n{}\n",
    ".html": "<p>{}</p>\n",
    ".srt": "1\n00:00:01,000 --> 00:00:04,000\n{}\n",
    ".py": "# {}\n",
}
EVERY = 50  # one in so many files has something to find
# Nothing is looked up in settings of this machine, nor in the shipped gazetteer and pipeline.
OPTIONS = ["--isolated", "--gazetteer", "names.yaml", "--no-default-gazetteer", "--model", "none"]

Found = set[tuple[str, int, int, str]]


def made(folder: Path, count: int) -> None:
    """Make a repository of files, all of them committed."""
    suffixes = [*FRAMES]
    for number in range(count):
        suffix = suffixes[number % len(suffixes)]
        name = f"desk-{number % 40:02}/{'a-long-headline-' * 4}{number:05}{suffix}"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        text = WRONG if number % EVERY == number // EVERY % len(suffixes) else RIGHT
        (folder / name).write_text(FRAMES[suffix].format(text), "utf-8")
    (folder / "names.yaml").write_text(NAMES, "utf-8")
    git(folder, "init", "--quiet")
    commit(folder)


def git(folder: Path, *arguments: str) -> str:
    """Run git, and return what it says."""
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout


def commit(folder: Path) -> None:
    """Commit all that is in a folder."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "state", "--allow-empty", "--no-verify")


def configure(folder: Path, hook: str, arguments: list[str]) -> None:
    """Configure one hook of the manifest."""
    manifest = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    wished: dict[str, Any] = next(one for one in manifest if one["id"] == hook)
    wished.pop("minimum_pre_commit_version")
    _, *flags = wished["entry"].split()
    entry = " ".join([f'"{sys.executable}"', "-m", "normalize", *flags])
    local = {**wished, "language": "system", "entry": entry, "args": arguments}
    text = yaml.safe_dump({"repos": [{"repo": "local", "hooks": [local]}]})
    (folder / ".pre-commit-config.yaml").write_text(text, "utf-8")
    commit(folder)


def run(folder: Path, *command: str) -> tuple[int, str, float]:
    """Run a module of this Python, and return its exit code, what it said, and the seconds it took."""
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PRE_COMMIT_HOME": str(folder.parent / "home")},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr, time.monotonic() - start


def findings(said: str) -> tuple[Found, int]:
    """Return what JSON Lines tell was found, and how many runs they are of."""
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    found = {
        (line["path"], line["place"]["line"], line["place"]["column"], line["replacement"])
        for line in lines
        if line.get("type") == "finding"
    }
    return found, sum(line.get("type") == "summary" for line in lines)


def hooked(folder: Path, hook: str, alone: Found) -> None:
    """Run a hook over all files and tell what it found, beside what one run alone did."""
    configure(folder, hook, [*OPTIONS, "--format", "jsonl"])
    code, said, seconds = run(folder, "pre_commit", "run", "--all-files")
    found, runs = findings(said)
    changed = {line[3:].strip('"') for line in git(folder, "status", "--porcelain").splitlines()}
    print(f"{hook:24} code {code}, {len(found)} findings, {runs} processes, {seconds:.1f} s")
    print(f"  found what one run found {found == alone}")
    print(
        f"  files changed            {len(changed)}, those with findings: {changed == {f[0] for f in alone}}"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--files", type=int, default=5000)
    count = arguments.parse_args().files
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "repository"
        folder.mkdir()
        made(folder, count)
        code, said, seconds = run(folder, "normalize", "check", "--format", "jsonl", *OPTIONS, ".")
        alone, runs = findings(said)
        print(f"{'normalize check .':24} code {code}, {len(alone)} findings, {runs} process, {seconds:.1f} s")
        hooked(folder, "normalize", alone)
        hooked(folder, "normalize-fix", alone)
        commit(folder)
        for hook in ("normalize-fix", "normalize"):
            configure(folder, hook, OPTIONS)
            code, said, seconds = run(folder, "pre_commit", "run", "--all-files")
            print(
                f"{hook + ', clean copy':24} code {code}, {seconds:.1f} s, says {said.splitlines()[-1][-6:]}"
            )


if __name__ == "__main__":
    main()
