"""A SKOS vocabulary, in RDF/XML, Turtle or another form rdflib reads → entities.

prefLabel is the name, altLabel an alias, hiddenLabel a variant; labels in other scripts are native names.
Needs the extra `skos`. A graph has no order, so all of it is read before the first entity comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax import SAXException

from normalize.errors import ReadError, SettingsError
from normalize.gazetteer_sources import unpacked_name
from normalize.importers import Imported, Unusable, Wishes
from normalize.importers.making import script_code, slug, usable, writable
from normalize.importers.reading import opened
from normalize.model import Entity, EntityType

if TYPE_CHECKING:
    from rdflib import Graph

# What a suffix says of the form. Source: https://www.w3.org/ns/formats/.
FORMS = {
    ".rdf": "xml", ".xml": "xml", ".owl": "xml", ".ttl": "turtle", ".nt": "nt", ".n3": "n3",
    ".jsonld": "json-ld",
}  # fmt: skip

# Languages whose labels are names, in this order; "" is a label without a language.
OURS = ("en", "en-GB", "en-US", "en-gb", "en-us", "")

Labels = list[tuple[str, str]]


def entities(source: Path, wishes: Wishes) -> Iterator[Imported]:
    """Yield one entity for each concept, by its address.

    Raises:
        SettingsError: rdflib is not installed, or a wish cannot be told from SKOS.
        ReadError: The file is not what its suffix says.
    """
    if wishes.type is None:
        raise SettingsError(
            f"{source}: does not say what its concepts are", "give --type person, place or org"
        )
    if wishes.countries or wishes.min_population:
        raise SettingsError("SKOS tells neither countries nor populations", "leave these options out")
    graph = _graph(source)
    from rdflib.namespace import RDF, SKOS

    concepts = {str(one): one for one in graph.subjects(RDF.type, SKOS.Concept)}
    concepts |= {str(one): one for one in graph.subjects(SKOS.prefLabel)}
    licence = f"; {wishes.licence}" if wishes.licence else ""
    for address, concept in sorted(concepts.items()):
        provenance = f"{address} ({source.name}{licence})"
        yield _entity(address, _labels(graph, concept), wishes.type, provenance)


def _graph(source: Path) -> Graph:
    try:
        from rdflib import Graph
        from rdflib.exceptions import Error
    except ImportError:
        hint = "pip install 'entity-normalize[skos]'"
        raise SettingsError("reading SKOS needs rdflib, which is not installed", hint) from None
    form = FORMS.get(unpacked_name(source).suffix.lower(), "xml")
    with opened(source) as file:
        text = file.read()
    try:
        return Graph().parse(data=text, format=form, publicID=source.name)
    except (Error, SAXException, SyntaxError, ValueError) as error:
        fact = str(error).strip().splitlines() or [type(error).__name__]
        raise ReadError(f"{source}: is no {form} that rdflib reads ({fact[0][:120]})") from None


def _labels(graph: Graph, concept: Any) -> dict[str, Labels]:
    """Return the labels of a concept by property, sorted, with their languages."""
    from rdflib.namespace import SKOS

    properties = {"prefLabel": SKOS.prefLabel, "altLabel": SKOS.altLabel, "hiddenLabel": SKOS.hiddenLabel}
    return {
        name: sorted((getattr(one, "language", None) or "", str(one)) for one in graph.objects(concept, what))
        for name, what in properties.items()
    }


def _entity(address: str, labels: dict[str, Labels], kind: EntityType, provenance: str) -> Imported:
    preferred = [label for language in OURS for own, label in labels["prefLabel"] if own == language]
    name = next(iter(usable(preferred)), "")
    if not slug(name):
        return Unusable(address, "has no prefLabel in English")
    aliases = usable((label for own, label in labels["altLabel"] if own in OURS), (name,))
    hidden = (label for own, label in labels["hiddenLabel"] if own in OURS)
    return Entity(
        id=slug(name),
        type=kind,
        name=name,
        aliases=aliases,
        variants=usable(hidden, (name, *aliases)),
        native=_native([*labels["prefLabel"], *labels["altLabel"]]),
        source=provenance,
    )


def _native(labels: Labels) -> tuple[tuple[str, str], ...]:
    """Return the labels in other scripts, with their language, or else their script's code."""
    found = (
        (language or script_code(name), name)
        for language, label in labels
        for name in writable([label])
        if script_code(name)
    )
    return tuple(dict.fromkeys(found))
