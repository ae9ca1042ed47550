"""The nouns of the program, in the order in which they are made. Values only: nothing here acts.

Offsets are code points, half-open, from zero. Lines and columns count from one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

EntityType = Literal["person", "place", "org"]
ENTITY_TYPES: tuple[EntityType, ...] = ("person", "place", "org")

Escape = Callable[[str], str]
NOTHING = "nothing in particular"  # of a witness that saw nothing to tell; its weight counts


@dataclass(frozen=True, slots=True)
class Piece:
    """A bit of text, and the stretch of source that shows it.

    Attributes:
        text: What a reader sees.
        start: First code point of its source in `Document.source`.
        end: One past the last. One as long as `text` is literal and may be cut; another stays whole.
    """

    text: str
    start: int
    end: int

    @property
    def is_literal(self) -> bool:
        return self.end - self.start == len(self.text)


@dataclass(frozen=True, slots=True)
class Segment:
    """Text that a person reads in one run: a paragraph, a title, a caption.

    Attributes:
        pieces: In source order, none overlapping.
        escape: What text goes through before it is put there; a module's function, so that it pickles.
        translated_from: What it was translated from, in a bilingual file; empty where the file does not say.
        text: Those of the pieces, joined.
    """

    pieces: tuple[Piece, ...]
    escape: Escape
    translated_from: str = ""
    text: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", "".join(piece.text for piece in self.pieces))


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it was read.

    Attributes:
        name: Path or label, as messages name it.
        source: The decoded file: markup, byte-order mark, line endings.
        segments: What a person reads of it, in source order.
        format: Name of the format that read it: a key of `formats.FORMATS`.
        encoding: Name of the codec that turns `source` into the same bytes again.
        fields: Which fields or columns are read, in formats that have such; empty for the usual ones.
        package: The file itself where `source` is only its parts, joined (`.docx`); else empty.
    """

    name: str
    source: str
    segments: tuple[Segment, ...]
    format: str = "text"
    encoding: str = "utf-8"
    fields: tuple[str, ...] = ()
    package: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a segment: `start` and `end` count in the segment's text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of one segment that names someone or somewhere.

    Attributes:
        segment: Index into `Document.segments`.
        start: First code point in the segment's text; `end` one past the last.
        text: The surface form: exactly the characters from `start` to `end`.
        tokens: Its words, in order, at least one.
        run: The unbroken run of names, particles and initials in which it stands, itself included.
        around: The words of `run`, in order; `run` begins where the first of them does.
        type: What NER takes it for; None when only its capitals make it a name.
        listed: Ids of the entities of which the whole mention is a form, sorted; empty otherwise.
    """

    segment: int
    start: int
    end: int
    text: str
    tokens: tuple[Token, ...]
    run: str
    around: tuple[Token, ...]
    type: EntityType | None = None
    listed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """One real person, place or organisation of the gazetteer.

    Attributes:
        id: Unique in a gazetteer.
        type: person, place or org.
        name: Canonical name.
        aliases: Other correct forms; left alone.
        variants: Known wrong forms; corrected.
        avoid: Correct forms that are not house style; rewritten by rule `style`.
        context: Words and phrases that stand near it: offices, organisations, countries.
        within: Ids of containing places (`in` in the file), nearest first.
        native: (language, name) in other scripts.
        unlike: Forms it must never become and never be taken from (`not` in the file).
        protect: Phrases that contain a form of it and stay as they are.
        flag: Sentences that must bring a finding of it (`tests: {flag: …}`); `leave`: that must not (`pass`).
        source: Where the facts come from.
    """

    id: str
    type: EntityType
    name: str
    aliases: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    native: tuple[tuple[str, str], ...] = ()
    unlike: tuple[str, ...] = ()
    protect: tuple[str, ...] = ()
    flag: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    source: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        """Everything correct that is house style: the name, then its aliases."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Pair:
    """One word of a mention and the word of a form that it stands for.

    Attributes:
        surface: As it stands in the text.
        right: The form's word; equal to `surface` when it is spelt rightly.
        cost: What the change costs in the channel, in nats; 0.0 for the same letters.
    """

    surface: str
    right: str
    cost: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that a mention, or a part of it, may mean.

    Attributes:
        entity: The entity.
        form: The stretch of one of its forms that the text resembles: what would be written.
        start: First code point of the resembling stretch, in the segment's text; `end` one past the last.
        pairs: The words aligned, in order.
        whole: The entity's form of which `form` is a stretch.
        score: Similarity by sound, 0.0 to 1.0.
        listing: As what the stretch is listed; "" when inferred.
        changed: The pairs in which something is written anew.
    """

    entity: Entity
    form: str
    start: int
    end: int
    pairs: tuple[Pair, ...]
    whole: str
    score: float
    listing: Literal["", "form", "variant", "avoid"] = ""
    changed: tuple[Pair, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        anew = tuple(pair for pair in self.pairs if pair.surface != pair.right)
        object.__setattr__(self, "changed", anew)


@dataclass(frozen=True, slots=True)
class Witness:
    """One thing that speaks for (weight above 0) or against a candidate, in words and log-odds."""

    name: str
    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate with what speaks for and against it where it stands.

    Attributes:
        probability: That writing `form` is right, 0.0 to 1.0: the logistic function of the sum of weights.
        witnesses: Strongest first.
    """

    candidate: Candidate
    probability: float
    witnesses: tuple[Witness, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One mention and its weighed candidates, best first; no two of one entity and form.

    Attributes:
        quoted: Whether it stands in a direct quotation; `sic` whether `[sic]` follows it.
        protected: The longer phrase that protects it; empty if none.
        doubt: Why it may be right as written; empty if nothing says so.
    """

    mention: Mention
    candidates: tuple[Weighed, ...]
    quoted: bool = False
    sic: bool = False
    protected: str = ""
    doubt: str = ""


class Verdict(StrEnum):
    """What becomes of a mention."""

    CORRECT = "correct"
    KEEP = "keep"
    REVIEW = "review"
    UNKNOWN = "unknown"


Rule = Literal[
    "misspelt", "style", "inconsistent", "ambiguous", "hidden-characters", "missing", "unused-ignore"
]


@dataclass(frozen=True, slots=True)
class Correction:
    """All that rewrite needs.

    Attributes:
        segment: Index into `Document.segments`.
        start: First code point in the segment's text; `end` one past the last.
        replacement: What a reader shall see there instead.
    """

    segment: int
    start: int
    end: int
    replacement: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One mention, what becomes of it (`verdict`), and why.

    Attributes:
        evidence: The mention and its candidates.
        reason: In words; never empty.
        rule: The rule that made a finding of it; None for keep and unknown, as is `correction`.
        held: Why it is left to a person; empty for the other verdicts.
    """

    evidence: Evidence
    verdict: Verdict
    reason: str
    rule: Rule | None = None
    correction: Correction | None = None
    held: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A document, the decisions about its mentions in text order, and its corrected source."""

    document: Document
    decisions: tuple[Decision, ...]
    corrected: str
