"""A document → the evidence on its mentions; corrected, on those that a correction reaches.

A segment is weighed again if its text, its mentions or their candidates are others than before, or if one of
the candidates has something else elsewhere (`setting.reached`). All else would be weighed as it was: reading
everything again decides the same (`tests/test_reader.py`). What nothing spoke for when the document was read
first is not looked at again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from normalize.finders import REACH, Finder
from normalize.finders.spans import NameSpan
from normalize.knowledge import Knowledge
from normalize.model import Candidate, Document, Evidence, Mention
from normalize.originals import originals
from normalize.promise import CLOSE_LOOK, GLANCE, Sieve
from normalize.resolve import as_name, resolve, sought
from normalize.scene import Line, line_of, set_scene
from normalize.setting import Elsewhere, Resolved, elsewhere, reached
from normalize.weigh import stirring, weigh

# The runs in which something may be told (`_run`), by segment. NER may cut a run otherwise, but makes no
# other of it.
Stirred = Mapping[int, frozenset[str]]

# A mention by its segment, its words and its run, which stay where a correction before it moves it.
Where = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """A segment, read by itself.

    Attributes:
        text: Of the segment.
        line: Its words.
        guessed: The mentions that capitals and gazetteer find in it, with their candidates at a glance.
    """

    text: str
    line: Line
    guessed: Resolved


@dataclass(frozen=True, slots=True)
class CloseUp:
    """A segment in which something may be told.

    Attributes:
        stirred: The runs in which it may.
        spans: The names that NER sees in it.
        found: Its mentions, with their candidates: all that may be meant in these runs.
    """

    stirred: frozenset[str]
    spans: Sequence[NameSpan]
    found: Resolved


@dataclass(frozen=True, slots=True)
class Seen:
    """What was made of a document when it was read.

    Attributes:
        parts: Its segments.
        close_ups: Those in which something may be told, by number.
        against: What the candidates that were found then were weighed against.
    """

    parts: tuple[Part, ...]
    close_ups: Mapping[int, CloseUp]
    against: Elsewhere

    def hopeful(
        self, number: int, silent: Collection[Where]
    ) -> Iterator[tuple[Mention, Sequence[Candidate]]]:
        """Yield the mentions of a segment, with their candidates where something may be told."""
        runs = self.close_ups[number].stirred if number in self.close_ups else ()
        for mention, candidates in _found(self.parts, self.close_ups, number):
            yield mention, candidates if _run(mention) in runs and _where(mention) not in silent else ()


class Reader:
    """Reads one document, and again when it was corrected.

    Args:
        document: As it is in the file.
        finder: What finds its mentions.
        knowledge: What is known of names.
        least: Log-odds from which anything may be told.
    """

    def __init__(self, document: Document, finder: Finder, knowledge: Knowledge, least: float) -> None:
        self.finder, self.knowledge, self.least = finder, knowledge, least
        self.heard = originals(document, knowledge.index)
        self._last: Seen | None = None
        self._candidates: dict[tuple[Mention, Sieve], tuple[Candidate, ...]] = {}
        self._silent: Collection[Where] = ()

    def evidence(self, document: Document) -> tuple[Evidence, ...]:
        """Return the evidence on the mentions of a document, in text order; when it was read before, only on
        those of the segments that the corrections made since then reach."""
        fresh, parts = self._parts(document)
        guessed = _flat(part.guessed for part in parts)
        scene = set_scene([part.line for part in parts], (mention for mention, _ in guessed))
        stirred = self._stirred(document, parts, fresh, elsewhere(scene, guessed))
        close_ups = self._close_ups(parts, fresh, stirred)
        found = _flat(_found(parts, close_ups, number) for number in range(len(parts)))
        seen = Seen(parts, close_ups, elsewhere(scene, found))
        again = sorted(self._changed(seen, fresh))
        hopeful = _flat(tuple(seen.hopeful(number, self._silent)) for number in again)
        evidence = weigh(document, seen.against, hopeful, self.knowledge, self.heard)
        told = _glimpsed(evidence, _flat(parts[number].guessed for number in again))
        self._silent = self._silent if self._last else _silent(told)
        self._last = seen
        return told

    def _parts(self, document: Document) -> tuple[set[int], tuple[Part, ...]]:
        """The segments whose text is another than before; and all, these read by themselves."""
        parts = dict(enumerate(self._last.parts if self._last else ()))
        texts = [segment.text for segment in document.segments]
        fresh = [
            number for number, text in enumerate(texts) if number not in parts or text != parts[number].text
        ]
        plain = {number: self.finder.cut(number, texts[number], ()) for number in fresh}
        self.knowledge.index.look_up(sought(chain.from_iterable(plain.values())))
        for number, mentions in plain.items():
            guessed = tuple((one, self._resolved(as_name(one), GLANCE)) for one in mentions)
            parts[number] = Part(texts[number], line_of(texts[number]), guessed)
        return set(fresh), tuple(parts[number] for number in range(len(texts)))

    def _stirred(
        self, document: Document, parts: Sequence[Part], fresh: Collection[int], against: Elsewhere
    ) -> Stirred:
        """The runs in which something may be told."""
        before = self._last.close_ups if self._last else {}
        stirred = {number: one.stirred for number, one in before.items() if number not in fresh}
        guessed = _flat(parts[number].guessed for number in sorted(fresh))
        for one in stirring(document, against, guessed, self.knowledge, self.least, self.heard):
            stirred[one.segment] = stirred.get(one.segment, frozenset()) | {_run(one)}
        return stirred

    def _close_ups(
        self, parts: Sequence[Part], fresh: Collection[int], stirred: Stirred
    ) -> dict[int, CloseUp]:
        """The segments in which something may be told, looked at closely if they were not before."""
        numbers = sorted(stirred)
        told = self.finder.spans([parts[number].text for number in numbers])
        close_ups = dict(self._last.close_ups) if self._last else {}
        for number, spans in zip(numbers, told, strict=True):
            if number in fresh or close_ups[number].spans != spans:
                close_ups[number] = self._close_up(number, parts[number], stirred[number], spans)
        return {number: close_ups[number] for number in numbers}

    def _close_up(
        self, number: int, part: Part, stirred: frozenset[str], spans: Sequence[NameSpan]
    ) -> CloseUp:
        """A segment in which something may be told, looked at closely."""
        glances = dict(part.guessed)
        found = tuple(
            (one, self._resolved(one, CLOSE_LOOK) if _run(one) in stirred else glances.get(one, ()))
            for one in self.finder.cut(number, part.text, spans)
        )
        return CloseUp(stirred, spans, found)

    def _resolved(self, mention: Mention, sieve: Sieve) -> tuple[Candidate, ...]:
        if (found := self._candidates.get((mention, sieve))) is None:
            named = self.heard[mention.segment].meant if mention.segment in self.heard else ()
            found = resolve(mention, self.knowledge.index, self.knowledge.lexicon, named, sieve)
            self._candidates[mention, sieve] = found
        return found

    def _changed(self, seen: Seen, fresh: Collection[int]) -> set[int]:
        """The segments that are to be weighed."""
        last = self._last
        if not last:
            return set(fresh)
        changed = {
            number
            for number in range(len(seen.parts))
            if number in fresh
            or _found(seen.parts, seen.close_ups, number) != _found(last.parts, last.close_ups, number)
        }
        same = sorted(seen.close_ups.keys() - changed)
        hopeful = _flat(tuple(seen.hopeful(number, self._silent)) for number in same)
        return changed | reached(hopeful, last.against, seen.against, self.knowledge.index)


def _found(parts: Sequence[Part], close_ups: Mapping[int, CloseUp], number: int) -> Resolved:
    """The mentions of a segment, with their candidates."""
    return close_ups[number].found if number in close_ups else parts[number].guessed


def _flat(several: Iterable[Resolved]) -> Resolved:
    """Return the mentions of several segments as those of one text."""
    return tuple(chain.from_iterable(several))


def _glimpsed(
    evidence: Iterable[Evidence], guessed: Iterable[tuple[Mention, Sequence[Candidate]]]
) -> tuple[Evidence, ...]:
    """Return evidence without candidates where the best was not seen at a glance: so what is told does not
    hang on which paragraphs NER reads."""
    seen = {(mention.segment, one.entity.id, one.start) for mention, some in guessed for one in some}

    def is_seen(one: Evidence) -> bool:
        best = one.candidates[0].candidate
        return bool(best.listing) or (one.mention.segment, best.entity.id, best.start) in seen

    return tuple(one if not one.candidates or is_seen(one) else Evidence(one.mention, ()) for one in evidence)


def _silent(evidence: Sequence[Evidence]) -> set[Where]:
    """Where nothing speaks for any candidate: a correction elsewhere will hardly change that, so that it is
    not weighed again.

    Source: of what has 0.7 % at most (`weigh.HARDLY`), nothing came to the bar by a correction elsewhere in
    half of eval/wmt_dev.jsonl.
    """
    told = {(one.mention.segment, _run(one.mention)) for one in evidence if one.candidates}
    mentions = (one.mention for one in evidence if not one.candidates)
    return {_where(mention) for mention in mentions if (mention.segment, _run(mention)) not in told}


def _run(mention: Mention) -> str:
    """What the run is told by that a mention stands in; all long ones, of which `run` is but a part, by one
    name."""
    return mention.run if len(mention.around) <= REACH else ""


def _where(mention: Mention) -> Where:
    return mention.segment, mention.text, mention.run
