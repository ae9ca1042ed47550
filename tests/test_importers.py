"""Lists of others become entries that our own check accepts, and nothing is written twice."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalize import cli
from normalize.errors import ReadError, SettingsError
from normalize.gazetteer import Gazetteer, check_files, load_gazetteer
from normalize.gazetteer_text import HEAD, entry_text, row
from normalize.importers import IMPORTERS, Imported, Unusable, Wishes, entities
from normalize.importers.countries import COUNTRIES, codes
from normalize.importers.geonames import COLUMNS
from normalize.importers.making import free_id, script_code, slug
from normalize.importers.sieve import FORM, PLACE, THERE, UNUSABLE, VARIANT, WRITTEN, Sieve
from normalize.model import Entity

NOTHING = Gazetteer(())


def geoname(number: int, name: str, country: str, people: int, others: str = "", ascii_name: str = "") -> str:
    values = dict.fromkeys(COLUMNS, "") | {
        "geonameid": str(number), "name": name, "asciiname": ascii_name or name, "alternatenames": others,
        "country": country, "population": str(people), "feature class": "P",
    }  # fmt: skip
    return "\t".join(values.values()) + "\n"


PLACES = (
    geoname(1, "Ávik", "UA", 9000, "Авік,Awik,アヴィク,AVK")
    + geoname(2, "Velm", "RU", 500)
    + geoname(3, "Ostra", "XX", 20000, "", "Ostra")
    + geoname(4, "Авик", "UA", 9000, "", "Avik-on-Sea")
    + geoname(5, "Авик", "UA", 9000, "", "Авик")
)


def file(directory: Path, content: str, name: str) -> Path:
    path = directory / name
    path.write_text(content, encoding="utf-8")
    return path


def found(importer: str, source: Path, wishes: Wishes = Wishes()) -> list[Imported]:  # noqa: B008
    return list(entities(importer, source, wishes))


def kept(importer: str, source: Path, wishes: Wishes = Wishes(), there: Gazetteer = NOTHING) -> list[Entity]:  # noqa: B008
    return list(Sieve(there).sift(entities(importer, source, wishes)))


def test_the_table_names_every_importer() -> None:
    assert set(IMPORTERS) == {"geonames", "wikidata-csv", "csv", "skos"}
    with pytest.raises(SettingsError, match="'excel' is no form") as told:
        list(entities("excel", Path("a.xls"), Wishes()))
    assert told.value.hint == "known are geonames, wikidata-csv, csv, skos"


def test_countries_are_places_of_the_shipped_gazetteer() -> None:
    known = load_gazetteer().by_id
    assert [id_ for id_ in COUNTRIES.values() if id_ not in known or known[id_].type != "place"] == []
    assert len(COUNTRIES) == len(set(COUNTRIES.values()))
    assert (COUNTRIES["UA"], COUNTRIES["US"]) == ("ukraine", "united-states")


def test_geonames_own_table_is_read(tmp_path: Path) -> None:
    made = found("geonames", file(tmp_path, PLACES, "cities500.txt"))
    assert made[0] == Entity(
        "avik", "place", "Ávik", within=("ukraine",), native=(("und-Cyrl", "Авік"), ("ja", "アヴィク")),
        source="GeoNames 1 (CC BY 4.0)",
    )  # fmt: skip
    assert [one.name for one in made[1:4] if isinstance(one, Entity)] == ["Velm", "Ostra", "Avik-on-Sea"]
    assert made[2].within == ()  # type: ignore[union-attr]
    assert made[4] == Unusable("line 5", "'Авик' has no letter from a to z")


def test_a_table_with_a_header_is_read(tmp_path: Path) -> None:
    text = "geonameid\tname\tcountry\tpopulation\talternatenames\n7\tVelm\tRU\t50\tВельм|Welm\n"
    (made,) = kept("geonames", file(tmp_path, text, "a.tsv"), Wishes(alternates=True))
    assert (made.aliases, made.native) == (("Welm",), (("und-Cyrl", "Вельм"),))


@pytest.mark.parametrize(
    ("wishes", "names"),
    [
        (Wishes(min_population=9000), ["Ávik", "Ostra", "Avik-on-Sea"]),
        (Wishes(countries=("RU",)), ["Velm"]),
        (Wishes("place", countries=("UA", "RU"), min_population=501), ["Ávik", "Avik-on-Sea"]),
    ],
)
def test_people_and_countries_choose(tmp_path: Path, wishes: Wishes, names: list[str]) -> None:
    assert [one.name for one in kept("geonames", file(tmp_path, PLACES, "a.txt"), wishes)] == names


def test_a_list_may_be_packed(tmp_path: Path) -> None:
    data = PLACES.encode()
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(data))
    (tmp_path / "a.tsv.xz").write_bytes(lzma.compress(data))
    (tmp_path / "a.txt.bz2").write_bytes(bz2.compress(data))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("readme.txt", "read me")
        archive.writestr("a.txt", data)
    for path in sorted(tmp_path.iterdir()):
        assert len(kept("geonames", path)) == 4, path


def test_what_is_no_list_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"its first line has 1 columns"):
        found("geonames", file(tmp_path, "Velm\n", "a.txt"))
    with pytest.raises(ReadError, match="no such file"):
        found("geonames", tmp_path / "nothing.txt")
    with pytest.raises(ReadError, match="cannot be unpacked"):
        found("geonames", file(tmp_path, "no", "a.xz"))
    with pytest.raises(ReadError, match="has no column `itemLabel`"):
        found("wikidata-csv", file(tmp_path, "item,label\nQ1,a\n", "a.csv"), Wishes("person"))
    with pytest.raises(ReadError, match="unknown column `nam`"):
        found("csv", file(tmp_path, "nam\na\n", "a.csv"), Wishes("person"))
    with pytest.raises(SettingsError, match="does not say what its rows are"):
        found("csv", file(tmp_path, "name\na\n", "a.csv"))
    with pytest.raises(SettingsError, match="no column `country`"):
        found("csv", file(tmp_path, "name\na\n", "a.csv"), Wishes("place", countries=("UA",)))
    with pytest.raises(SettingsError, match="GeoNames lists places"):
        found("geonames", file(tmp_path, PLACES, "a.txt"), Wishes("person"))
    with pytest.raises(SettingsError, match="no country code"):
        codes("UA,Russia")


WIKIDATA = """\
item,itemLabel,altLabels,context,label_uk,label_de
http://www.wikidata.org/entity/Q11,Ilna Kaldre,Kaldre|I. Kaldre,fisheries minister,Ільна Кальдре,Ilna Kaldre
http://www.wikidata.org/entity/Q11,Ilna Kaldre,Kaldre,mayor,Ільна Кальдре,
http://www.wikidata.org/entity/Q12,Q12,,,,
http://www.wikidata.org/entity/Q13,Ilna Kaldre,,,,
kaldre,Kaldre,,,,
"""


def test_the_rows_of_one_item_of_wikidata_are_one_entity(tmp_path: Path) -> None:
    made = found("wikidata-csv", file(tmp_path, WIKIDATA, "query.csv"), Wishes("person"))
    assert made[0] == Entity(
        "ilna-kaldre", "person", "Ilna Kaldre", ("Kaldre", "I. Kaldre"),
        context=("fisheries minister", "mayor"), native=(("uk", "Ільна Кальдре"),),
        source="Wikidata Q11 (CC0 1.0)",
    )  # fmt: skip
    assert made[1] == Unusable("Q12", "has no label in Latin letters")
    assert made[3] == Unusable("line 6", "'kaldre' is no item of Wikidata")


CSV = """\
id;type;name;aliases;variants;in;native_ru;source
port;place;Port Ostra;;;;Порт Остра;atlas, p. 3
kaldre;person;Ilna Kaldre;Kaldre|Kaldre;Ilna Caldre;;;
;org;"Kaldre; Co";;;;;
a b;org;Ab;;;;;
;thing;Thing;;;;;
quay;place;Quay;;;port|atlantis;;
"""


def test_ones_own_table_has_the_keys_of_a_gazetteer(tmp_path: Path) -> None:
    sieve = Sieve(NOTHING)
    source = file(tmp_path, CSV, "names.csv")
    made = list(sieve.sift(entities("csv", source, Wishes(licence="ours"))))
    assert made == [
        Entity("port", "place", "Port Ostra", native=(("ru", "Порт Остра"),), source="atlas, p. 3"),
        Entity(
            "kaldre",
            "person",
            "Ilna Kaldre",
            ("Kaldre",),
            ("Ilna Caldre",),
            source="names.csv, line 3 (ours)",
        ),
        Entity("kaldre-co", "org", "Kaldre; Co", source="names.csv, line 4 (ours)"),
        Entity("quay", "place", "Quay", within=("port",), source="names.csv, line 7 (ours)"),
    ]
    assert sieve.tally.examples[UNUSABLE] == [
        "line 5: the id 'a b' has a space in it",
        "line 6: the type 'thing' is not person, place or org",
    ]
    assert sieve.tally.examples[PLACE] == ["atlantis of Quay"]


TURTLE = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://example.org/b> a skos:Concept ; skos:prefLabel "Port Ostra"@en, "Порт Остра"@uk, "Porto Ostra"@it ;
  skos:altLabel "Ostra"@en, "Ostrahafen"@de ; skos:hiddenLabel "Port Ostrah"@en .
<http://example.org/a> a skos:Concept ; skos:prefLabel "Velmhafen"@de .
<http://example.org/c> a skos:Concept ; skos:prefLabel "Velm", "ヴェルム" .
"""


def test_labels_of_skos_are_forms(tmp_path: Path) -> None:
    pytest.importorskip("rdflib")
    made = found("skos", file(tmp_path, TURTLE, "places.ttl"), Wishes("place", licence="CC0"))
    assert made == [
        Unusable("http://example.org/a", "has no prefLabel in English"),
        Entity(
            "port-ostra", "place", "Port Ostra", ("Ostra",), ("Port Ostrah",), native=(("uk", "Порт Остра"),),
            source="http://example.org/b (places.ttl; CC0)",
        ),
        Entity(
            "velm", "place", "Velm", native=(("ja", "ヴェルム"),),
            source="http://example.org/c (places.ttl; CC0)",
        ),
    ]  # fmt: skip


def test_skos_in_xml_and_what_is_no_skos(tmp_path: Path) -> None:
    rdflib = pytest.importorskip("rdflib")
    text = rdflib.Graph().parse(data=TURTLE, format="turtle").serialize(format="xml")
    assert len(kept("skos", file(tmp_path, text, "a.rdf"), Wishes("place"))) == 2
    for name in ("a.rdf", "a.ttl", "a.nt", "a.jsonld"):
        with pytest.raises(ReadError, match="that rdflib reads"):
            found("skos", file(tmp_path, "<a", name), Wishes("place"))
    with pytest.raises(SettingsError, match="tells neither"):
        found("skos", tmp_path / "a.rdf", Wishes("place", min_population=5))


def test_without_rdflib_the_way_to_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "rdflib", None)
    with pytest.raises(SettingsError, match="needs rdflib") as told:
        found("skos", file(tmp_path, TURTLE, "a.ttl"), Wishes("place"))
    assert told.value.hint == "pip install 'entity-normalize[skos]'"


THERE_ALREADY = Gazetteer(
    (
        Entity("avik", "place", "Avik", source="GeoNames 99 (CC BY 4.0)"),
        Entity("velma", "person", "Velma Ruun", ("Ruun",), ("Velma Roon",)),
        Entity("ostra", "org", "Ostra", source="GeoNames 5; a book"),
    )
)


def test_what_is_there_is_not_written_again() -> None:
    sieve = Sieve(THERE_ALREADY)
    new = [
        Entity("avik", "place", "ÁVIK", source="GeoNames 1"),
        Entity("port", "place", "Port", source="GeoNames 5"),
        Entity("roon", "person", "Velma Roon"),
        Entity("ostra", "place", "Ostra", source="GeoNames 7 (CC BY 4.0)"),
        Entity("ostra", "place", "Ostra", source="GeoNames 8"),
        Entity("uun", "person", "Uun", ("Ruun", "Uu"), ("Port", "Uuun", "Velma Ruun"), within=("velma",)),
    ]
    made = list(sieve.sift(new))
    assert made == [
        Entity("ostra-7", "place", "Ostra", source="GeoNames 7 (CC BY 4.0)"),
        Entity("uun", "person", "Uun", ("Uu",), ("Port", "Uuun")),
    ]
    assert sieve.tally.examples == {
        THERE: [
            "ÁVIK (GeoNames 1) is 'avik'",
            "Port (GeoNames 5) is 'ostra'",
            "Ostra (GeoNames 8) is 'ostra-7'",
        ],
        VARIANT: ["Velma Roon is a variant of 'velma'"],
        FORM: ["Ruun of Uun is 'velma'", "Velma Ruun of Uun is 'velma'"],
        PLACE: ["velma of Uun"],
    }
    assert sieve.tally.counts[WRITTEN] == 2


NAMES = st.text("abcdé -'", min_size=1, max_size=5)
ENTITIES = st.builds(
    Entity,
    id=st.just(""),
    type=st.sampled_from(["person", "place"]),
    name=NAMES,
    aliases=st.lists(NAMES, max_size=2).map(tuple),
    variants=st.lists(NAMES, max_size=2).map(tuple),
    source=st.integers(0, 9).map(lambda number: f"GeoNames {number}"),
)


def tidy(entity: Entity) -> list[Entity]:
    """What an importer would make of it."""
    from dataclasses import replace

    from normalize.importers.making import usable

    name = usable([entity.name])
    if not name or not slug(name[0]):
        return []
    aliases = usable(entity.aliases, name)
    variants = usable(entity.variants, (*name, *aliases))
    return [replace(entity, id=slug(name[0]), name=name[0], aliases=aliases, variants=variants)]


@settings(max_examples=150, deadline=None)
@given(st.lists(ENTITIES, max_size=8), st.lists(ENTITIES, max_size=8))
def test_what_passes_the_sieve_passes_the_check(there: list[Entity], new: list[Entity]) -> None:
    before = list(Sieve(NOTHING).sift(one for entity in there for one in tidy(entity)))
    made = Sieve(Gazetteer(tuple(before))).sift(one for entity in new for one in tidy(entity))
    files = [HEAD + "".join(entry_text(row(one)) for one in some) for some in (before, made)]
    _, listed, faults = check_files([(f"{number}.yaml", text.encode()) for number, text in enumerate(files)])
    assert faults == ()
    assert len({entry.id for entry in listed}) == len(listed)


def test_ids_are_made_of_names() -> None:
    assert slug("Zürich (Kreis 3) / Alt-Wiedikon") == "zurich-kreis-3-alt-wiedikon"
    assert free_id("Velm", ["russia", "7"], {"velm", "velm-russia"}) == "velm-7"
    assert free_id("Вельм", ["7"], ()) == ""


@pytest.mark.parametrize(
    ("name", "code"),
    [("北京", "und-Hani"), ("マルク・ルッテ", "ja"), ("서울", "ko"), ("Łódź", ""), ("Al-قدس", ""), ("3", "")],
)
def test_the_script_tells_a_language_or_none(name: str, code: str) -> None:
    assert script_code(name) == code


def run(*arguments: str) -> int:
    return cli.code(["gazetteer", *arguments, "--isolated", "--no-default-gazetteer"])


def test_the_command_writes_to_standard_output_what_is_new(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = file(tmp_path, PLACES, "a.txt")
    assert run("import", "geonames", str(source), "--limit", "2", "--min-population", "600") == 0
    told = capsys.readouterr()
    assert told.out.startswith("version: 1\nentities:\n- id: avik\n")
    assert told.out.count("- id:") == 2
    assert told.err.startswith("2 written\n")
    assert check_files([("a.yaml", told.out.encode())])[2] == ()


def test_the_command_adds_to_a_gazetteer_and_does_nothing_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = file(tmp_path, PLACES.replace("\tUA\t", "\tXX\t"), "a.txt")
    into = file(tmp_path, "# mine\n- id: b\n  type: place\n  name: Velm\n  source: me # so\n", "names.yaml")
    assert run("import", "geonames", str(source), "--into", str(into), "--country", "XX") == 0
    once = into.read_text(encoding="utf-8")
    assert once.startswith("# mine\n- id: avik\n")
    assert "  source: me # so\n" in once
    assert run("import", "geonames", str(source), "--into", str(into), "--country", "XX") == 1
    assert into.read_text(encoding="utf-8") == once
    assert "0 written\n3 there already\n" in capsys.readouterr().err
