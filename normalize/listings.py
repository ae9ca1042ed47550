"""A mention that the gazetteer lists → its candidates: what is to be rewritten, and hidden characters."""

from __future__ import annotations

from collections.abc import Iterator

from normalize.hidden import disguise, revealed
from normalize.index import AliasIndex, Listing, form_key
from normalize.model import Candidate, Mention, Pair


def listed_candidates(mention: Mention, index: AliasIndex) -> Iterator[Candidate]:
    """Candidates for a mention that the gazetteer lists: what is to be rewritten, and hidden characters."""
    listings = index.listed.get(form_key(revealed(mention.text)), ())
    rights = [listing for listing in listings if listing.kind == "form"]
    if rights and not disguise(mention.text):
        return
    plain = revealed(mention.text)
    for listing in rights or listings:
        right = plain if rights else cased(plain, counterpart(listing))
        pair = Pair(mention.text, right, 0.0)
        yield Candidate(
            listing.entity, right, mention.start, mention.end, (pair,), listing.form, 1.0, listing.kind
        )


def cased(surface: str, right: str) -> str:
    """The right word or words, in capitals where the surface form is.

    >>> cased("KIEV", "Kyiv"), cased("Kiev", "Kyiv"), cased("A", "Al")
    ('KYIV', 'Kyiv', 'Al')
    """
    return right.upper() if surface.isupper() and len(surface) > 1 else right


def counterpart(listing: Listing) -> str:
    """The house form that stands for a variant or a form to avoid: as many words, the most alike.

    `Kiev` is written `Kyiv`, `Volodymyr Zelenskyy` is written `Volodymyr Zelensky`, `Zelenskyy`
    alone stays one word.
    """
    from rapidfuzz.distance import OSA

    number = len(listing.form.split())
    if number == len(listing.entity.name.split()) == 1:
        return listing.entity.name
    stretches = []
    for form in listing.entity.forms:
        parts = form.split()
        stretches += [
            " ".join(parts[start : start + number]) for start in range(max(1, len(parts) - number + 1))
        ]
    return max(stretches, key=lambda text: OSA.normalized_similarity(text, listing.form))
