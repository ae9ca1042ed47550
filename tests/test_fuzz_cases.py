"""What the fuzzer found, `tests/fuzz_cases/<target>/`: each is read or refused, and keeps every promise.

`python -m benchmarks.fuzz` finds more; `benchmarks/fuzz.md` says what it found so far.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("resource", reason="limits to time and memory are those of Unix")

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.fuzz.limits import is_to_be_stretched, stretched, within  # noqa: E402  # needs the path
from benchmarks.fuzz.seeds import seeds  # noqa: E402
from benchmarks.fuzz.targets import TARGETS  # noqa: E402
from benchmarks.fuzz.tokens import TOKENS  # noqa: E402
from normalize import formats  # noqa: E402

CASES = sorted(path for path in (ROOT / "tests" / "fuzz_cases").glob("*/*") if path.is_file())

# In seconds of processor time, of one case. A guess: all of them together take less.
SECONDS = 2.0


def case(path: Path) -> object:
    return pytest.param(path, id=f"{path.parent.name}/{path.name}")


@pytest.mark.parametrize("path", [case(path) for path in CASES])
def test_what_the_fuzzer_found_keeps_every_promise(path: Path) -> None:
    with within(SECONDS):
        assert TARGETS[path.parent.name](path.read_bytes()) in ("refused", "read", "corrected", "held")


def test_notes_of_many_units_are_found_in_linear_time() -> None:
    note = "<note>normalize: ignore Olga</note>"
    unit = f"<trans-unit id='1'><source>a</source><target>b</target>{note}</trans-unit>"
    head = "<xliff version='1.2'><file source-language='de' target-language='en'><body>"
    with within(SECONDS):
        assert TARGETS["xliff"](f"{head}{unit * 2_000}</body></file></xliff>".encode()) == "read"


def test_what_a_picture_shows_is_read_though_its_data_stand_in_the_link() -> None:
    document = formats.parse(
        f"![Olga Hartwik](data:image/png;base64,{'A' * 9_000}) and\n", "a.md", format="markdown"
    )
    assert "Olga Hartwik" in [segment.text for segment in document.segments]


def test_what_no_bracket_ends_is_text() -> None:
    document = formats.parse("<p>Olga</p><a b='Hartwik", "a.html", format="html")
    assert [segment.text for segment in document.segments] == ["Olga", "<a b='Hartwik"]


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_begins_with_a_file_that_is_read(target: str) -> None:
    assert TARGETS[target](next(seeds(target, None))) in ("read", "corrected", "held")
    assert TOKENS[target]


def test_the_limit_stops_what_takes_too_long() -> None:
    with pytest.raises(BaseException, match=r"^$") as stopped, within(0.05):  # noqa: PT012  # the loop is the test
        while True:
            pass
    assert type(stopped.value).__name__ == "TooSlow"


def test_an_input_is_stretched_where_it_stands() -> None:
    long = stretched(b"[abc]")
    assert (long[:1], long[-1:]) == (b"[", b"]")
    assert len(long) > 39_000
    assert sum(is_to_be_stretched(str(number).encode()) for number in range(8_000)) in range(5, 60)
