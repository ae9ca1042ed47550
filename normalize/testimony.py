"""The numbers of a candidate → witnesses: one for each kind of evidence, in words and log-odds."""

from __future__ import annotations

from collections.abc import Callable

from normalize.channel_words import describe
from normalize.features import Features
from normalize.hidden import disguise
from normalize.keys import fold_letters
from normalize.model import NOTHING, Candidate, Witness
from normalize.scene import containing, cues, heard, window
from normalize.setting import Setting
from normalize.weights import Weights

# A witness that says less than this, in log-odds, is left out of what people read; its weight goes
# to `usual`, so that the sum stays what it is.
QUIET = 0.005

Speaker = Callable[[Candidate, Setting, Features, float], str]


def testify(
    candidate: Candidate, setting: Setting, values: dict[str, Features], weights: Weights
) -> tuple[Witness, ...]:
    """Return what speaks for and against a candidate, whose numbers are `values`, by `features`.

    The weights add up to its log-odds.
    """
    if candidate.listing:
        return _listed(candidate, setting, weights, values)
    says = weights.says(values)
    said = {name: sum([says.get(key, 0.0) for key in group]) for name, group in values.items()}
    witnesses = [
        Witness(name, SPEAKERS[name](candidate, setting, values[name], weight), weight)
        for name, weight in said.items()
        if abs(weight) >= QUIET
    ]
    rest = sum(weight for weight in said.values() if abs(weight) < QUIET)
    return (*witnesses, Witness("usual", "what holds for any look-alike", weights.prior + rest))


def _listed(
    candidate: Candidate, setting: Setting, weights: Weights, values: dict[str, Features]
) -> tuple[Witness, ...]:
    """Witnesses for a form that the gazetteer lists as wrong or out of style, or that hides characters."""
    entity = candidate.entity
    hidden = disguise(setting.mention.text)
    kind = "hidden" if hidden else candidate.listing
    words = hidden or {
        "variant": f"listed as a wrong form of {entity.name}",
        "avoid": f"a correct form of {entity.name} that is not house style",
    }.get(candidate.listing, "listed")
    found = [Witness("listed", words, weights.listed[kind])]
    if values["name"]["stranger_before"] and " " not in setting.mention.text:
        stranger = _beside(candidate, setting)[0]
        if fold_letters(stranger) not in {fold_letters(w) for form in entity.forms for w in form.split()}:
            found.append(Witness("name", f"“{stranger}” is not part of the name", weights.listed["conflict"]))
    context = sum(factor * values["context"].get(key, 0.0) for key, factor in weights.linear.items())
    if abs(context) >= QUIET and (kind == "variant" or _has_namesake(candidate)):
        found.append(Witness("context", _context(candidate, setting, values["context"], context), context))
    return tuple(found)


def _has_namesake(candidate: Candidate) -> bool:
    """Whether the entry of an entity says that something else bears its name somewhere (`Odessa, Texas`)."""
    return any("," in form for form in candidate.entity.unlike)


def _beside(candidate: Candidate, setting: Setting) -> tuple[str, str]:
    """The words of the run directly before and after a candidate; empty where there is none."""
    tokens = setting.mention.around
    before = [token.text for token in tokens if token.end <= candidate.start]
    after = [token.text for token in tokens if token.start >= candidate.end]
    return (before[-1] if before else "", after[0] if after else "")


def _spelling(candidate: Candidate, setting: Setting, values: Features, weight: float) -> str:
    channel = setting.index.channel
    said = []
    for pair in candidate.changed:
        edits = channel.edits(fold_letters(pair.surface), fold_letters(pair.right))
        how = describe(edits)
        said.append(f"“{pair.surface}” for “{pair.right}”" + (f": {how}" if how else ""))
    return "; ".join(said)


def _rivals(candidate: Candidate, setting: Setting, values: Features, weight: float) -> str:
    mine = {fold_letters(pair.right) for pair in candidate.changed}
    others = [other.candidate for other in setting.rivals if other.rights != mine]
    if not others:
        return "no other name is near"
    other = max(others, key=lambda one: (one.score, one.entity.id))
    nearer = "nearer" if other.score > candidate.score else "less near"
    return f"“{other.form}” ({other.entity.name}) is {nearer}"


def _name(candidate: Candidate, setting: Setting, values: Features, weight: float) -> str:
    exact = [pair.surface for pair in candidate.pairs if pair.surface == pair.right]
    if exact:
        return f"“{' '.join(exact)}” beside it is part of {candidate.whole}"
    before, after = _beside(candidate, setting)
    if len(candidate.pairs) > 1:
        return f"both words resemble {candidate.whole}"
    strangers = [
        word for word, key in ((before, "stranger_before"), (after, "stranger_after")) if values[key]
    ]
    if strangers:
        return f"“{' '.join(strangers)}” beside it is not part of {candidate.whole}"
    return "stands alone" if weight < 0 else NOTHING


def _written(candidate: Candidate, setting: Setting, values: Features, weight: float) -> str:
    surface = " ".join(pair.surface for pair in candidate.changed)
    if values["listed_part"]:
        return f"“{surface}” is part of another listed name"
    if values["demonym"]:
        return f"“{surface}” is the name of a people"
    if values["ordinary"]:
        return (
            f"“{surface}” is an ordinary word" if weight < 0 else f"“{surface}” is a word rather than a name"
        )
    known = [
        word
        for word, key in (
            ("given name", "known_given"),
            ("family name", "known_family"),
            ("place", "known_place"),
        )
        if values[key]
    ]
    if known:
        return f"“{surface}” is also a {' and a '.join(known)}" if weight < 0 else NOTHING
    return f"“{surface}” is no known name or word"


def _document(candidate: Candidate, setting: Setting, values: Features, weight: float) -> str:
    said = []
    if values["entity_elsewhere"]:
        said.append(f"{candidate.entity.name} is named rightly elsewhere")
    elif values["right_elsewhere"]:
        said.append("the right form stands elsewhere in the text")
    if values["linked"]:
        said.append("with the rest of its name elsewhere")
    if values["lower_twin"] and weight < 0:
        said.append("also stands in lower case")
    if values["sentence_start"] and weight < 0:
        said.append("begins a sentence")
    return "; ".join(said) or NOTHING


def _kind(candidate: Candidate, setting: Setting, values: Features, weight: float) -> str:
    article = {"person": "a person", "place": "a place", "org": "an organisation"}
    said = []
    if setting.mention.type:
        said.append(f"reads as {article[setting.mention.type]}")
    called = cues(setting.elsewhere.scene, setting.mention.segment, candidate.start, candidate.end)
    if called:
        said.append(f"the words beside it call for {' or '.join(article[one] for one in sorted(called))}")
    return f"{article[candidate.entity.type]}: {'; '.join(said)}" if said else NOTHING


def _context(candidate: Candidate, setting: Setting, values: Features, weight: float) -> str:
    entity, scene = candidate.entity, setting.elsewhere.scene
    near = heard(entity.context, window(scene, setting.mention.segment, candidate.start, candidate.end))
    text = (*scene.anywhere(containing(entity, setting.index)), *scene.anywhere(entity.context))
    if near:
        return f"near it: {', '.join(near[:4])}"
    return f"in the text: {', '.join(dict.fromkeys(text[:4]))}" if text else "none of its context in the text"


SPEAKERS: dict[str, Speaker] = {
    "spelling": _spelling,
    "rivals": _rivals,
    "name": _name,
    "written": _written,
    "document": _document,
    "kind": _kind,
    "context": _context,
}
