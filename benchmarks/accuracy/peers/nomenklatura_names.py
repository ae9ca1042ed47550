"""nomenklatura's name matcher (`logic-v2`, on rigour), made to screen people and companies against lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from nomenklatura.matching.logic_v2.model import LogicV2
from nomenklatura.matching.logic_v2.names.match import match_name_symbolic
from rapidfuzz import fuzz, process
from rigour.names import CompareConfig, Name, NameTypeTag, analyze_names
from spacy import load
from spacy.language import Language

from benchmarks.accuracy.capitals import free
from benchmarks.accuracy.model import Edit, Listed, Peer, settle
from benchmarks.accuracy.peers.ner import SHIPPED, mentions

# How many of the nearest spellings by `ratio` are compared: a comparison takes most of a millisecond.
# Source: the right name part is among the ten nearest in 96 % (`eval/README.md`).
SHORTLIST = 10
# From below the matcher's own default (.7) upwards.
THRESHOLDS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.92, 0.94, 0.96, 0.98)


@dataclass(frozen=True, slots=True)
class Opened:
    """The pipeline that finds mentions, surface form → nearest spelling, and the gazetteer."""

    pipeline: Language
    nearest: Callable[[str], tuple[str, float] | None]
    listed: Listed


@cache
def analysed(form: str) -> tuple[Name, ...]:
    """Return a spelling as the matcher wants it, as a person's name."""
    return tuple(analyze_names(NameTypeTag.PER, [form]))


def compare(first: str, second: str) -> float:
    """Return how alike two names are, 0.0 to 1.0, with the matcher's default settings."""
    config = LogicV2.default_config()
    settings = CompareConfig(budget_tolerance=config.get_float("nm_fuzzy_cutoff_factor"))
    extras = config.get_float("nm_extra_query_name"), config.get_float("nm_extra_result_name")
    family = config.get_float("nm_family_name_weight")
    scores = (
        match_name_symbolic(one, other, settings, *extras, family)[0].score
        for one in analysed(first)
        for other in analysed(second)
    )
    return max(scores, default=0.0)


def prepare(listed: Listed) -> Opened:
    """Open the pipeline and sort the spellings by their number of words."""
    by_length: defaultdict[int, list[str]] = defaultdict(list)
    for form in listed.targets:
        by_length[form.count(" ") + 1].append(form)

    @cache
    def nearest(surface: str) -> tuple[str, float] | None:
        among = by_length[surface.count(" ") + 1]
        short = process.extract(surface, among, scorer=fuzz.ratio, limit=SHORTLIST)
        return max(
            ((form, compare(surface, form)) for form, *_ in short), key=lambda one: one[1], default=None
        )

    compare("Anna Maria", "Anna Marie")  # loads the matcher's own lists, which takes seconds
    return Opened(load(SHIPPED), nearest, listed)


def predict(text: str, names: Opened, threshold: float) -> list[Edit]:
    """Compare every mention."""
    found = [
        Edit(start, end, *best)
        for start, end in free(text, mentions(text, names.pipeline), names.listed)
        if (best := names.nearest(text[start:end])) and best[1] >= threshold
    ]
    return settle(text, found, names.listed)


LOGIC_V2 = Peer(
    "spaCy NER (our pipeline) + nomenklatura `logic-v2` names",
    ("nomenklatura", "rigour", "spacy"),
    THRESHOLDS,
    prepare,
    predict,
)
