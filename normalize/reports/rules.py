"""What each rule is about, at length: for code scanning and review tools, which show it beside a finding."""

from __future__ import annotations

from dataclasses import dataclass

from normalize.model import Rule
from normalize.reported import Severity
from normalize.reports.run import RunInfo
from normalize.reports.wording import RULES

# Where in a gazetteer it is said that a name is right, for the help of several rules.
RIGHT = (
    "If it is right as it stands, add it to the gazetteer: as an alias, or under `not` of the entry that it "
    "is taken for."
)


@dataclass(frozen=True, slots=True)
class Explained:
    """A rule as a tool shows it.

    Attributes:
        rule: Its id.
        name: The same in Pascal case.
        brief: One sentence.
        full: What is found, in a sentence or two.
        help: What to do, in Markdown of which only code spans are used.
        severity: How grave a finding is that `fix` corrects, or, if it corrects none, one for review.
    """

    rule: Rule
    name: str
    brief: str
    full: str
    help: str
    severity: Severity

    @property
    def help_text(self) -> str:
        """The help without markup."""
        return self.help.replace("`", "")

    def link(self, run: RunInfo) -> str:
        """Return the web address of its explanation; empty if there is none."""
        return f"{run.manual}#{self.rule}" if run.manual else ""


def _explained(rule: Rule, name: str, severity: Severity, full: str, help: str) -> Explained:
    brief = RULES[rule]
    return Explained(rule, name, f"{brief[0].upper()}{brief[1:]}.", full, help, severity)


# In the order of the manual.
EXPLAINED: tuple[Explained, ...] = (
    _explained(
        "misspelt",
        "MisspeltName",
        "error",
        "The name is a garbled form of a name in the gazetteer: a listed variant, or one that is inferred "
        "from spelling, sound and what stands around it.",
        "`normalize fix` corrects it when it is sure enough and no other name is near; the rest is for a "
        f"person. {RIGHT}",
    ),
    _explained(
        "style",
        "HouseStyle",
        "warning",
        "The name is correct, but the gazetteer lists this form under `avoid`: the house writes another one.",
        "`normalize fix` writes the form of the house, but not in quotations and protected phrases.",
    ),
    _explained(
        "inconsistent",
        "InconsistentName",
        "info",
        "One text spells one name in two ways, listed or not; this is the less likely one.",
        "Find out which spelling is right, and use it throughout. Nothing is corrected by itself.",
    ),
    _explained(
        "ambiguous",
        "AmbiguousName",
        "info",
        "The name may be that of two entities of the gazetteer, and nothing in the text tells which.",
        "Say more of who or what is meant, or give the entries `context` by which they can be told apart.",
    ),
    _explained(
        "hidden-characters",
        "HiddenCharacters",
        "error",
        "Inside the name are characters that nobody sees (soft hyphens, zero-width spaces), or letters of "
        "another script that look like its own.",
        "`normalize fix` takes them out, or writes the letters that they look like.",
    ),
    _explained(
        "missing",
        "MissingName",
        "info",
        "The source of a bilingual file has a name of the gazetteer that the translation lacks.",
        "Read the two beside each other: the name may be said otherwise. Nothing is corrected by itself.",
    ),
    _explained(
        "unused-ignore",
        "UnusedIgnore",
        "info",
        "An instruction to ignore a name ignores nothing, cannot be read, or has expired.",
        "Remove it, or mend it.",
    ),
)

# Rule → its place in `EXPLAINED`.
NUMBERS: dict[str, int] = {one.rule: number for number, one in enumerate(EXPLAINED)}
