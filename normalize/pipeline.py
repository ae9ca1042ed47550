"""The stages, in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from normalize.decide import decide
from normalize.finders import Finder
from normalize.inconsistent import inconsistent
from normalize.knowledge import Knowledge
from normalize.missing import missing
from normalize.model import Candidate, Decision, Document, Evidence, Mention, Result
from normalize.originals import originals
from normalize.policy import Policy
from normalize.promise import CLOSE_LOOK, GLANCE, Sieve
from normalize.resolve import as_name, resolve, sought
from normalize.rewrite import rewrite
from normalize.scene import set_scene
from normalize.settle import corrections, settle
from normalize.weigh import stirring, weigh
from normalize.weights import log_odds

# Log-odds by which NER may raise a candidate. Source: taking it for a name of its kind raised none of 8,889
# candidates of the labelled sets by more than 1.13, and 99 % by less than 0.75; what the screen changes, by
# NER cutting runs otherwise, too: `benchmarks/screen.py`.
LEEWAY = 1.0


def normalize(document: Document, finder: Finder, knowledge: Knowledge, policy: Policy) -> Result:
    """Decide on every name in a document, and apply what was decided."""

    # Of one document, which is read twice when it was corrected.
    candidates: dict[tuple[Mention, Sieve], tuple[Candidate, ...]] = {}
    silent: set[tuple[int, str, str]] = set()
    known = replace(knowledge, calibration=policy.calibration)
    least = policy.calibration.before(log_odds(policy.review_at)) - LEEWAY

    heard = originals(document, knowledge.index)

    def resolved(mention: Mention, sieve: Sieve) -> tuple[Candidate, ...]:
        if (found := candidates.get((mention, sieve))) is None:
            named = heard[mention.segment].meant if mention.segment in heard else ()
            found = resolve(mention, knowledge.index, knowledge.lexicon, named, sieve)
            candidates[mention, sieve] = found
        return found

    def decided(reading: Document) -> tuple[Decision, ...]:
        plain = finder.plain(reading)
        scene = set_scene(reading, plain)
        knowledge.index.look_up(sought(plain))
        guessed = {mention: resolved(as_name(mention), GLANCE) for mention in plain}
        stirred = set(map(_run, stirring(reading, scene, list(guessed.items()), known, least, heard)))
        mentions = finder.find(reading, {segment for segment, _ in stirred}, plain)
        found = [
            (mention, resolved(mention, CLOSE_LOOK) if _run(mention) in stirred else guessed.get(mention, ()))
            for mention in mentions
        ]
        hopeless = {
            mention for mention in mentions if _run(mention) not in stirred or _where(mention) in silent
        }
        evidence = _glimpsed(weigh(reading, scene, found, known, hopeless, heard), guessed)
        silent.update(_silent(evidence))
        return tuple(decide(one, policy) for one in evidence)

    settled = settle(document, decided)
    told = inconsistent(document, settled, knowledge, policy)
    decisions = missing(document, told, knowledge.index, heard)
    return Result(document, decisions, rewrite(document, corrections(decisions)))


def _glimpsed(
    evidence: Iterable[Evidence], guessed: Mapping[Mention, Sequence[Candidate]]
) -> tuple[Evidence, ...]:
    """Return evidence without candidates where the best was not seen at a glance: so what is told does not
    hang on which paragraphs NER reads."""
    seen = {(mention.segment, one.entity.id, one.start) for mention, some in guessed.items() for one in some}

    def is_seen(one: Evidence) -> bool:
        best = one.candidates[0].candidate
        return bool(best.listing) or (one.mention.segment, best.entity.id, best.start) in seen

    return tuple(one if not one.candidates or is_seen(one) else Evidence(one.mention, ()) for one in evidence)


def _silent(evidence: Sequence[Evidence]) -> set[tuple[int, str, str]]:
    """Where nothing speaks for any candidate: a correction elsewhere will hardly change that, so that it is
    not weighed again.

    Source: of what has 0.7 % at most (`weigh.HARDLY`), nothing came to the bar by a correction elsewhere in
    half of eval/wmt_dev.jsonl.
    """
    told = {_run(one.mention) for one in evidence if one.candidates}
    mentions = (one.mention for one in evidence if not one.candidates)
    return {_where(mention) for mention in mentions if _run(mention) not in told}


def _run(mention: Mention) -> tuple[int, str]:
    """The run that a mention stands in: NER may cut it otherwise, but makes no other of it."""
    return mention.segment, mention.run


def _where(mention: Mention) -> tuple[int, str, str]:
    """A mention by its segment and its words, which stay where a correction before it moves it."""
    return mention.segment, mention.text, mention.run
