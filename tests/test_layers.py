"""Who imports whom: from one's own group and those above; stages never import each other (house style, 2)."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "normalize"

WORDS, KNOWLEDGE, STAGES, WIRING, EDGES = "words", "knowledge", "stages", "wiring", "edges"
ORDER = (WORDS, KNOWLEDGE, STAGES, WIRING, EDGES)

# Group → units: modules, folders of them, and families, whose members are named after the first.
GROUPS: dict[str, tuple[str, ...]] = {
    WORDS: (
        "", "model", "reported", "errors", "keys", "offsets", "tokens", "sound", "endings", "hidden",
        "quotations", "calibration", "policy", "ignoring", "shipped", "patterns",
    ),
    KNOWLEDGE: (
        "settings", "files", "leftovers", "walks", "cache", "gazetteer", "channel", "index", "alone",
        "originals", "hearing", "readings", "kanji", "lexicon", "weights", "knowledge", "importers", "ignore",
        "compiled", "neighbours", "distances",
    ),
    STAGES: (
        "formats", "finders", "resolve", "listings", "promise", "barring", "weigh", "features", "setting",
        "scene", "testimony", "protection", "doubts", "bilingual", "decide", "rewrite", "findings", "reports",
        "spellings", "likeness", "inconsistent", "missing",
    ),
    WIRING: (
        "pipeline", "portions", "reader", "settle", "api", "judging", "scoring", "entry_tests", "learning",
        "decisions", "calibrating", "directives", "baseline", "safeguards",
    ),
    EDGES: ("adapters", "cli", "__main__"),
}  # fmt: skip
FAMILIES = ("settings", "gazetteer", "cli", "scoring", "channel", "ignore", "directives")
FAMILIES += ("compiled", "neighbours", "weights")

# Modules that are one stage together.
STAGE_OF = {"features": "weigh", "scene": "weigh", "testimony": "weigh", "protection": "weigh"}
STAGE_OF |= {"doubts": "weigh", "setting": "weigh", "bilingual": "weigh"}
STAGE_OF |= {"listings": "resolve", "promise": "resolve", "barring": "resolve"}
STAGE_OF |= {"spellings": "inconsistent", "likeness": "inconsistent"}

# Where a library may be imported, by the beginning of the module's name.
ALONE = {"spacy": ("finders.spacy_finder",), "typer": ("cli",)}
ALONE |= {"pyspark": ("adapters.spark",), "ray": ("adapters.ray",)}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    """Return a module's name inside the package: empty for the package, `formats` for its `__init__`."""
    return (
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").removesuffix(".")
    )


def unit_of(module: str) -> str:
    first = module.partition(".")[0]
    family = first.partition("_")[0]
    return family if family in FAMILIES else first


def group_of(module: str) -> str:
    """Return the group of a module; one that has none, which a test of its own tells, counts as an edge."""
    return next((group for group, units in GROUPS.items() if unit_of(module) in units), EDGES)


def stage_of(module: str) -> str:
    return STAGE_OF.get(unit_of(module), unit_of(module))


def imports(path: Path, *, when_run: bool = True) -> Iterator[tuple[str, bool]]:
    """Yield the full name of each imported module, and whether it is imported as the module is loaded.

    Args:
        path: A module.
        when_run: Whether to leave out imports for the type checker alone.
    """
    tree = ast.parse(path.read_text("utf-8"))
    typing = {
        id(inner)
        for node in ast.walk(tree)
        if when_run and isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    inside = {
        id(inner) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) not in inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield node.module or "", id(node) not in inside


def ours(path: Path) -> list[str]:
    """Return the modules of the package that a module imports, type checking included."""
    found = [name for name, _ in imports(path, when_run=False)]
    return [name.removeprefix("normalize").lstrip(".") for name in found if unit_of(name) == "normalize"]


def test_every_module_has_its_group() -> None:
    known = {unit for units in GROUPS.values() for unit in units}
    assert {unit_of(name_of(path)) for path in modules()} - known == set()


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_module_imports_from_its_group_and_those_above(path: Path) -> None:
    own = ORDER.index(group_of(name_of(path)))
    below = [module for module in ours(path) if module and ORDER.index(group_of(module)) > own]
    offered = {"": ["api", "errors", "model", "policy"]}
    assert below == [name for name in below if name in offered.get(name_of(path), [])]


@pytest.mark.parametrize("path", [p for p in modules() if group_of(name_of(p)) == STAGES], ids=name_of)
def test_stages_do_not_import_each_other(path: Path) -> None:
    others = [
        module
        for module in ours(path)
        if module and group_of(module) == STAGES and stage_of(module) != stage_of(name_of(path))
    ]
    assert others == []


@pytest.mark.parametrize("path", [p for p in modules() if group_of(name_of(p)) == WORDS], ids=name_of)
def test_words_use_the_standard_library_alone(path: Path) -> None:
    foreign = {unit_of(name) for name, _ in imports(path)} - {"normalize"} - set(sys.stdlib_module_names)
    assert foreign == set()


@pytest.mark.parametrize("library", ALONE)
def test_some_libraries_are_imported_in_one_place(library: str) -> None:
    users = [name_of(path) for path in modules() if library in {unit_of(name) for name, _ in imports(path)}]
    assert users
    assert all(user.startswith(ALONE[library]) for user in users)


def test_no_module_is_longer_than_300_lines() -> None:
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert not {name: length for name, length in lengths.items() if length > 300}


def loaded_after(code: str) -> set[str]:
    """Return the top-level modules that are loaded after some code has run in a new process."""
    told = f"{code}\nimport sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60
    )
    return set(done.stdout.splitlines()[-1].split())


HEAVY = {"spacy", "numpy", "pydantic", "yaml", "thinc", "jinja2", "marko", "rapidfuzz", "rich"}


def test_importing_the_package_imports_nothing_heavy() -> None:
    assert loaded_after("import normalize") & (HEAVY | {"typer"}) == set()


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = f"from normalize import cli\ncli.code({arguments!r})"
    assert loaded_after(code) & HEAVY == set()


def test_loading_a_normalizer_does_not_import_spacy() -> None:
    code = "from normalize.gazetteer import load_gazetteer\nload_gazetteer()"
    assert "spacy" not in loaded_after(code)


def test_help_takes_less_than_three_tenths_of_a_second() -> None:
    """Measured as CPU time of the process and best of five, for a machine may be busy."""
    code = (
        "import resource, subprocess, sys\n"
        "command = [sys.executable, '-m', 'normalize', '--help']\n"
        "subprocess.run(command, stdout=subprocess.DEVNULL, check=True)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(used.ru_utime + used.ru_stime)\n"
    )
    times = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT).stdout)
        for _ in range(5)
    ]
    assert min(times) < 0.3
