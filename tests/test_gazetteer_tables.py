"""Gazetteers that are tables, and compiled ones: what they say, what is refused, and how they go together."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from normalize import cli
from normalize.errors import GazetteerError, ReadError, SettingsError
from normalize.gazetteer import Gazetteer, compile_gazetteer, load_gazetteer
from normalize.gazetteer_joining import TOLD
from normalize.model import Entity

ROOT = Path(__file__).resolve().parents[1]

CSV = """\
id,type,name,aliases,variants,in,native_uk,population,source
ostra,place,Port Ostra,Ostra|Ostra Harbour,Port Ostrah,,Остра,12000,our own
kaldre,person,Ina Kaldre,Kaldre,,,,,
,org,Velm Bank,,,,,,
"""
JSONL = """\
{"id": "ostra", "type": "place", "name": "Port Ostra", "aliases": ["Ostra", "Ostra Harbour"], \
"variants": ["Port Ostrah"], "native": {"uk": "Остра"}, "source": "our own"}

{"id": "kaldre", "type": "person", "name": "Ina Kaldre", "aliases": ["Kaldre"]}
{"type": "org", "name": "Velm Bank"}
"""
ENTITIES = (
    Entity("kaldre", "person", "Ina Kaldre", aliases=("Kaldre",)),
    Entity(
        "ostra",
        "place",
        "Port Ostra",
        aliases=("Ostra", "Ostra Harbour"),
        variants=("Port Ostrah",),
        native=(("uk", "Остра"),),
        source="our own",
    ),
    Entity("velm-bank", "org", "Velm Bank"),
)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NORMALIZE_CACHE_DIR", str(tmp_path / "cache"))


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def load(*paths: Path) -> Gazetteer:
    return load_gazetteer(paths, use_default=False)


def faults(*paths: Path) -> list[str]:
    with pytest.raises(GazetteerError) as told:
        load(*paths)
    return [f"{Path(one.path).name}:{one.line}:{one.column}: {one.message}" for one in told.value.faults]


@pytest.mark.parametrize(
    ("name", "text"), [("a.csv", CSV), ("a.tsv", CSV.replace(",", "\t")), ("a.jsonl", JSONL)]
)
def test_a_table_says_what_its_rows_say(tmp_path: Path, name: str, text: str) -> None:
    assert tuple(load(written(tmp_path / name, text)).entities) == ENTITIES


def test_a_table_may_be_compressed(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(JSONL.encode()))
    assert tuple(load(path).entities) == ENTITIES


def test_parquet_may_have_real_lists(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow.parquet import write_table

    rows = {
        "id": ["ostra", "kaldre", None],
        "type": ["place", "person", "org"],
        "name": ["Port Ostra", "Ina Kaldre", "Velm Bank"],
        "aliases": [["Ostra", "Ostra Harbour"], ["Kaldre"], []],
        "variants": ["Port Ostrah", None, ""],
        "native_uk": ["Остра", None, None],
        "source": ["our own", None, None],
        "population": [12000, None, None],
    }
    write_table(pa.table(rows), tmp_path / "a.parquet", row_group_size=2)
    assert tuple(load(tmp_path / "a.parquet").entities) == ENTITIES


def test_without_pyarrow_parquet_is_refused_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(SettingsError, match=r"needs pyarrow[\s\S]*parquet\]"):
        load(tmp_path / "a.parquet")


def test_what_is_no_parquet_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "a.parquet").write_bytes(b"nothing of the kind")
    with pytest.raises(ReadError, match="is no Parquet"):
        load(tmp_path / "a.parquet")


def test_faults_of_rows_are_told_with_their_lines(tmp_path: Path) -> None:
    text = (
        '{"id": "a", "type": "place", "name": "Ostra"}\n'
        '{"id": "b", "type": "plaice", "name": "Velm"}\n'
        "{no\n"
        '["c"]\n'
        '{"id": "a", "type": "place", "name": "Brunn", "nick": "Br"}\n'
        '{"id": "a", "type": "place", "name": "Linna"}\n'
    )
    assert faults(written(tmp_path / "a.jsonl", text)) == [
        "a.jsonl:2:1: `type` must be person, place or org, not the text 'plaice'",
        "a.jsonl:3:2: is no JSON (Expecting property name enclosed in double quotes)",
        "a.jsonl:4:1: the entry must be a mapping, and is a list",
        "a.jsonl:5:1: unknown key `nick`",
        "a.jsonl:6:1: the id 'a' is given twice, first on line 1",
    ]


def test_an_unknown_column_is_a_fault(tmp_path: Path) -> None:
    told = faults(written(tmp_path / "a.csv", "name,type,nick\nOstra,place,Os\n"))
    assert told == ["a.csv:2:1: unknown key `nick`"]


def test_faults_between_rows_are_told_at_the_later_one(tmp_path: Path) -> None:
    text = (
        "id,type,name,aliases,variants,in\n"
        "a,place,Ostra,,,\n"
        "b,place,Velm,Ostra,,\n"
        "c,person,Ina Velm,,Ostra,\n"
        "d,place,Brunn,,,c|x\n"
        "e,place,Linna,,,f\n"
        "f,place,Orla,,,e\n"
    )
    path = written(tmp_path / "a.csv", text)
    assert faults(path) == [
        "a.csv:3:1: 'Ostra' is listed for both 'a' and 'b', and nothing tells them apart (line 2)",
        "a.csv:4:1: 'Ostra' is a variant of 'c' and a correct form of 'a' (line 2)",
        "a.csv:4:1: 'Ostra' is a variant of 'c' and a correct form of 'b' (line 3)",
    ]
    written(path, text.replace("Velm,Ostra", "Velm,").replace(",Ostra,\n", ",,\n"))
    assert faults(path) == [
        "a.csv:5:1: 'c' is no place, and nothing is in that",
        "a.csv:5:1: no entry has the id 'x'",
        "a.csv:7:1: a circle of places: e is in f is in e",
    ]


def test_forms_that_differ_in_digits_alone_are_two(tmp_path: Path) -> None:
    text = "id,type,name\na,org,Channel 4\nb,org,Channel 5\n"
    assert len(load(written(tmp_path / "a.csv", text)).entities) == 2


def test_what_something_tells_apart_may_share_a_form(tmp_path: Path) -> None:
    text = "id,type,name,context\na,place,Ostra,Velm\nb,place,Ostra,Linna\nc,org,Ostra,\n"
    assert len(load(written(tmp_path / "a.csv", text)).entities) == 3


def test_faults_without_end_are_told_as_far_as_anybody_reads(tmp_path: Path) -> None:
    text = "type,name\n" + "plaice,Ostra\n" * 500
    assert len(faults(written(tmp_path / "a.csv", text))) == TOLD


def test_kinds_of_gazetteers_go_together_and_a_later_one_wins(tmp_path: Path) -> None:
    table = written(tmp_path / "a.csv", CSV)
    yaml = written(
        tmp_path / "b.yaml",
        "entities:\n  - {id: kaldre, type: person, name: Ina Kaldre, aliases: [Minister Kaldre]}\n"
        "leave: [Nobody]\n",
    )
    after, before = load(table, yaml), load(yaml, table)
    assert after.by_id["kaldre"].aliases == ("Minister Kaldre",)
    assert before.by_id["kaldre"].aliases == ("Kaldre",)
    assert after.leave == before.leave == ("Nobody",)
    compiled = compile_gazetteer([table, yaml], tmp_path / "both.compiled", use_default=False)
    assert compiled == after
    assert load(tmp_path / "both.compiled", table) == before


def test_faults_between_kinds_name_both_places(tmp_path: Path) -> None:
    table = written(tmp_path / "a.csv", CSV)
    text = "\n\n- {id: other, type: person, name: Kaldre}\n"
    (told,) = faults(written(tmp_path / "b.yaml", text), table)
    assert told == (
        "a.csv:3:1: 'Kaldre' is listed for both 'other' and 'kaldre', and nothing tells them apart "
        f"({tmp_path / 'b.yaml'}:3)"
    )


def test_a_compiled_gazetteer_that_holds_all_others_is_opened_as_it_is(tmp_path: Path) -> None:
    own = written(tmp_path / "a.csv", CSV.replace("Ina Kaldre", "Inna Kaldre"))
    out = tmp_path / "out" / "all.compiled"
    compile_gazetteer([own], out)
    before = {*(tmp_path / "cache").iterdir()}
    opened = load_gazetteer([out])
    assert opened.by_id["kaldre"].name == "Inna Kaldre"
    assert len(opened.entities) == len(load_gazetteer().entities) + 3
    kept = [path for path in {*(tmp_path / "cache").iterdir()} - before if path.suffix == ".map"]
    assert len(kept) == 1  # the shipped gazetteer alone, which the line above loaded


def test_a_damaged_compiled_gazetteer_is_refused_with_the_way_out(tmp_path: Path) -> None:
    out = tmp_path / "all.compiled"
    compile_gazetteer([written(tmp_path / "a.csv", CSV)], out, use_default=False)
    out.write_bytes(out.read_bytes()[:-1])
    with pytest.raises(ReadError, match=r"all\.compiled: cannot be used: it is not whole[\s\S]*compile"):
        load(out)


def test_a_gazetteer_that_another_release_compiled_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "all.compiled"
    compile_gazetteer([written(tmp_path / "a.csv", CSV)], out, use_default=False)
    monkeypatch.setattr("normalize.cache.__version__", "999")
    with pytest.raises(ReadError, match="another release wrote it"):
        load(out)


def test_a_table_that_changes_is_read_anew(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", CSV)
    os.utime(path, (1, 1))
    assert load(path).by_id["kaldre"].name == "Ina Kaldre"
    assert load(path).by_id["kaldre"].name == "Ina Kaldre"
    written(path, CSV.replace("Ina", "Ino"))
    os.utime(path, (1, 1))
    assert load(path).by_id["kaldre"].name == "Ino Kaldre"


def test_that_a_large_table_takes_a_while_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("normalize.gazetteer.LARGE", 10)
    path, told = written(tmp_path / "a.csv", CSV), list[str]()
    for _ in range(2):
        load_gazetteer([path], use_default=False, warn=told.append)
    (line,) = told
    assert line.startswith(f"compiling {path}")


def test_a_gazetteer_that_is_not_there_is_told(tmp_path: Path) -> None:
    for name in ("a.csv", "a.jsonl", "a.parquet", "a.compiled"):
        with pytest.raises(ReadError, match="there is no such gazetteer"):
            load(tmp_path / name)


def test_a_gazetteer_is_compiled_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "a.csv", CSV)
    written(tmp_path / "t.txt", "Talks in Port Ostrah went on.\n")
    assert cli.code(["gazetteer", "compile", "a.csv", "--out", "all.map", "--no-default-gazetteer"]) == 0
    assert "wrote all.map: 3 entities" in capsys.readouterr().err
    assert (tmp_path / "all.map").stat().st_mode & 0o777 == 0o666 & ~_umask()
    options = ["--no-default-gazetteer", "--gazetteer", "all.map", "--model", "none", "t.txt"]
    assert cli.code(["check", *options]) == 1
    assert "Port Ostra" in capsys.readouterr().out


def test_a_list_is_imported_into_json_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "list.csv", CSV)
    into = written(tmp_path / "own.jsonl", '{"id": "velm", "type": "place", "name": "Velm"}')
    assert cli.code(["gazetteer", "import", "csv", "list.csv", "--into", "own.jsonl"]) == 0
    assert [line[7:14] for line in into.read_text("utf-8").splitlines()] == [
        '"velm",',
        '"ostra"',
        '"kaldre',
        '"velm-b',
    ]
    assert [entity.name for entity in load(into).entities] == [
        "Ina Kaldre",
        "Port Ostra",
        "Velm",
        "Velm Bank",
    ]
    before = into.read_bytes()
    assert cli.code(["gazetteer", "import", "csv", "list.csv", "--into", "own.jsonl"]) == 1
    assert into.read_bytes() == before + b"\n" * (before[-1:] != b"\n")
    assert cli.code(["gazetteer", "import", "csv", "list.csv", "--into", "other.csv"]) == 2
    assert "entries are added to YAML and to JSON Lines" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="permissions and links of POSIX")
def test_a_list_is_imported_where_a_link_leads_and_whoever_may_read_it_still_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "list.csv", CSV)
    into = written(tmp_path / "own.jsonl", '{"id": "velm", "type": "place", "name": "Velm"}')
    into.chmod(0o664)
    Path("link.jsonl").symlink_to("own.jsonl")
    assert cli.code(["gazetteer", "import", "csv", "list.csv", "--into", "link.jsonl"]) == 0
    assert Path("link.jsonl").is_symlink()
    assert len(into.read_text("utf-8").splitlines()) == 4
    assert into.stat().st_mode & 0o777 == 0o664


def test_a_table_is_checked_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "a.csv", CSV)
    assert cli.code(["gazetteer", "check", "a.csv"]) == 0
    assert "3 entries, 0 faults" in capsys.readouterr().err
    written(tmp_path / "a.csv", CSV + "plaice,plaice,Plaice,,,,,,\n")
    assert cli.code(["gazetteer", "check", "a.csv"]) == 2
    told = capsys.readouterr()
    assert told.out.startswith("a.csv:5:1: `type` must be person, place or org, not the text 'plaice'")
    assert "1 fault" in told.err


def _umask() -> int:
    now = os.umask(0)
    os.umask(now)
    return now


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL")
def test_a_build_that_is_killed_leaves_nothing_and_is_run_again(tmp_path: Path) -> None:
    rows = "".join(f"place,Ostra {'abcdefghij'[n % 10]}{n:x}q\n" for n in range(30_000))
    path = written(
        tmp_path / "a.csv",
        "id,type,name\n" + "".join(f"i{n},{row}\n" for n, row in enumerate(rows.split("\n")[:-1])),
    )
    command = [
        sys.executable, "-m", "normalize", "gazetteer", "compile", str(path), "--no-default-gazetteer",
        "--out", str(tmp_path / "out" / "a.map"),
    ]  # fmt: skip
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, cwd=tmp_path) as killed:
        until = time.monotonic() + 60
        while not [*tmp_path.glob("out/.*")] and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(0.5)
        killed.send_signal(signal.SIGKILL)
    assert [one.name[0] for one in (tmp_path / "out").iterdir()] == ["."]
    again = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "30,000 entities" in again.stderr
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["a.map"]
