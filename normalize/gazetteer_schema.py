"""Plain values of a gazetteer file → entities, or every fault of theirs with its place.

The models below are the file format: `json_schema()` is made from them for editors.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from normalize.errors import Fault
from normalize.gazetteer_include import fault_of
from normalize.gazetteer_words import fault_at, faults_of
from normalize.gazetteer_yaml import Loc, Tree, Value
from normalize.keys import match_key
from normalize.model import Entity, EntityType


def _plain(text: str) -> str:
    """Return a text in composed form, or say what is wrong with it."""
    if not text.strip():
        raise PydanticCustomError("text", "is empty", {"hint": "write the text, or delete the item"})
    if text != text.strip():
        raise PydanticCustomError("text", "begins or ends with a space", {"hint": "delete the space"})
    if any(unicodedata.category(letter) == "Cc" for letter in text):
        raise PydanticCustomError("text", "has a tab or line break in it", {"hint": "put it on one line"})
    return unicodedata.normalize("NFC", text)


def _form(text: str) -> str:
    """Return a form that can be written and looked up, or say what is wrong with it."""
    hidden = next((letter for letter in text if unicodedata.category(letter) == "Cf"), "")
    if hidden:
        name = unicodedata.name(hidden, "")
        fact = f"has a hidden character in it: U+{ord(hidden):04X} {name}".rstrip()
        raise PydanticCustomError("text", fact, {"hint": "delete it"})
    if text and not match_key(text):
        raise PydanticCustomError("text", "has neither a letter nor a digit", {"hint": "write a name"})
    return text


def _id(text: str) -> str:
    if text and any(letter.isspace() for letter in text):
        raise PydanticCustomError("text", "has a space in it", {"hint": "join the words with a hyphen"})
    return text


def _path(text: str) -> str:
    """Return a path to include, or say what is wrong with it."""
    if fact := fault_of(text):
        hint = "write the path from this file's folder, with slashes, as in `names/europe.yaml`"
        raise PydanticCustomError("text", fact, {"hint": hint})
    return text


def _listed(value: object) -> object:
    """Read a key without a value as an empty list."""
    return [] if value is None else value


def _mapped(value: object) -> object:
    return {} if value is None else value


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str) else value


Phrase = Annotated[str, Field(min_length=1), AfterValidator(_plain)]
Form = Annotated[str, Field(min_length=1), AfterValidator(_plain), AfterValidator(_form)]
Id = Annotated[str, Field(min_length=1), AfterValidator(_plain), AfterValidator(_id)]
IncludedPath = Annotated[str, Field(min_length=1), AfterValidator(_plain), AfterValidator(_path)]
# What editors are told: a key without a value is an empty list.
Texts = list[Annotated[str, Field(min_length=1)]]
OrNothing = BeforeValidator(_listed, json_schema_input_type=Texts | None)
Phrases = Annotated[list[Phrase], OrNothing]
Forms = Annotated[list[Form], OrNothing]
Ids = Annotated[list[Id], OrNothing]
# Source: BCP 47 (RFC 5646), section 2.1, as far as a language, a script and a region.
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Native = Annotated[
    list[Phrase],
    BeforeValidator(_one_or_more, json_schema_input_type=str | Texts),
]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TestsModel(Strict):
    """The entry's own tests."""

    flag: Phrases = Field(default=[], description="Sentences that must bring a finding of this entry.")
    leave: Phrases = Field(default=[], alias="pass", description="Sentences that must not.")


class EntryModel(Strict):
    """One real person, place or organisation."""

    id: Id = Field(description="Unique, without spaces; a later gazetteer replaces an entry by its id.")
    type: EntityType = Field(description="What it is.")
    name: Form = Field(description="The name in house style.")
    aliases: Forms = Field(default=[], description="Other correct forms; left alone.")
    variants: Forms = Field(default=[], description="Known wrong forms; corrected.")
    avoid: Forms = Field(default=[], description="Correct, but not house style; rewritten.")
    context: Phrases = Field(default=[], description="Offices, countries, organisations that stand near it.")
    within: Ids = Field(default=[], alias="in", description="Ids of the places it is in, nearest first.")
    native: Annotated[dict[Language, Native], BeforeValidator(_mapped)] = Field(
        default={}, description="The name in other scripts, by language."
    )
    unlike: Forms = Field(default=[], alias="not", description="What it must never become or be taken from.")
    protect: Phrases = Field(default=[], description="Phrases with its name in them that stay as they are.")
    tests: Annotated[TestsModel, BeforeValidator(_mapped)] = Field(
        default=TestsModel(), description="Sentences that hold the entry to its word."
    )
    source: Annotated[str, BeforeValidator(lambda value: "" if value is None else value)] = Field(
        default="", description="Where the facts come from."
    )


class FileModel(Strict):
    """A gazetteer of normalize: names of people, places and organisations."""

    version: Annotated[Literal["1"], WithJsonSchema({"enum": [1, "1"]})] = "1"
    include: Annotated[list[IncludedPath], OrNothing] = Field(
        default=[], description="Other files of this gazetteer, by their path from this one's folder."
    )
    entities: Annotated[list[Any], BeforeValidator(_listed)] = []
    leave: Forms = Field(default=[], description="Names that are none of our business.")


@dataclass(frozen=True, slots=True)
class Checked:
    """What the models make of one file.

    Attributes:
        base: Path from the root to the list of entries: () or ("entities",).
        entries: One per entry of the file: the entity, or None where it has faults.
        values: The same entries as they stand, for checks across entries.
        leave: Names that are none of our business.
        faults: Of the file's own values; those of its YAML not among them.
    """

    base: Loc
    entries: tuple[Entity | None, ...]
    values: tuple[Value, ...]
    leave: tuple[str, ...]
    faults: tuple[Fault, ...]


def check_values(tree: Tree) -> Checked:
    """Hold the values of a file against the models."""
    base: Loc = ("entities",) if isinstance(tree.value, dict) else ()
    if fault := _root_fault(tree):
        return Checked(base, (), (), (), (fault,))
    values = _entries_of(tree.value)
    leave, faults = _check_root(tree, values)
    entries: list[Entity | None] = []
    for number, value in enumerate(values):
        try:
            entries.append(_entity(EntryModel.model_validate(value)))
        except ValidationError as error:
            entries.append(None)
            faults += faults_of(error, (*base, number), tree, _keys_at)
    return Checked(base, tuple(entries), tuple(values), leave, tuple(faults))


def _check_root(tree: Tree, values: list[Value]) -> tuple[tuple[str, ...], list[Fault]]:
    """Return the names to leave, and the faults of all but the entries."""
    root = tree.value
    if not isinstance(root, dict):
        return (), []
    faults = []
    if not isinstance(root.get("entities"), list | None):
        fact = "`entities` must be a list of entries"
        faults = [fault_at(tree, ("entities",), fact, "begin each entry with a dash: `- id: …`")]
    try:
        return tuple(FileModel.model_validate({**root, "entities": values}).leave), faults
    except ValidationError as error:
        return (), [*faults, *faults_of(error, (), tree, _keys_at)]


def _root_fault(tree: Tree) -> Fault | None:
    root, shape = tree.value, "write a list of entries, or a mapping with `entities:`"
    if not tree.is_whole:
        return None
    if root is None:
        return Fault(tree.path, 1, 1, "the file says nothing", shape)
    if isinstance(root, str):
        return fault_at(tree, (), "the file is text, not a list of entries", shape)
    if isinstance(root, dict) and root and not set(root) & set(FileModel.model_fields):
        return fault_at(tree, (), "the file has no `entities`", shape)
    return None


def _entries_of(root: Value) -> list[Value]:
    entries = root.get("entities") if isinstance(root, dict) else root
    return entries if isinstance(entries, list) else []


def _entity(entry: EntryModel) -> Entity:
    return Entity(
        id=entry.id,
        type=entry.type,
        name=entry.name,
        aliases=tuple(entry.aliases),
        variants=tuple(entry.variants),
        avoid=tuple(entry.avoid),
        context=tuple(entry.context),
        within=tuple(entry.within),
        native=tuple((language, name) for language, names in entry.native.items() for name in names),
        unlike=tuple(entry.unlike),
        protect=tuple(entry.protect),
        flag=tuple(entry.tests.flag),
        leave=tuple(entry.tests.leave),
        source=entry.source,
    )


def _keys_at(loc: Loc) -> list[str]:
    """Return the keys that are known beside the one at a path."""
    if len(loc) == 1:
        return list(FileModel.model_fields)
    model = TestsModel if loc[-2] == "tests" else EntryModel
    return [field.alias or name for name, field in model.model_fields.items()]


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of gazetteer files, for editors that complete and check YAML."""
    entry = EntryModel.model_json_schema(by_alias=True, ref_template="#/$defs/{model}")
    whole = FileModel.model_json_schema(by_alias=True)
    definitions = {**entry.pop("$defs", {}), "Entry": entry}
    entries = {"type": "array", "items": {"$ref": "#/$defs/Entry"}}
    whole["properties"]["entities"] = entries
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Gazetteer",
        "anyOf": [entries, whole],
        "$defs": definitions,
    }
