"""What `typer.Option` and `typer.Argument` are to be given, said without loading Typer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_args, get_origin

if TYPE_CHECKING:
    from collections.abc import Mapping


class Said(NamedTuple):
    """How Typer is to read a parameter.

    Attributes:
        kind: `Option` or `Argument`.
        names: Of the option, as they are typed; none for an argument.
        wishes: The other arguments of `typer.Option` or `typer.Argument`, by name.
    """

    kind: str
    names: tuple[str, ...]
    wishes: Mapping[str, Any]


def option(*names: str, **wishes: Any) -> Said:
    """Say what `typer.Option` is to be given."""
    return Said("Option", names, wishes)


def argument(**wishes: Any) -> Said:
    """Say what `typer.Argument` is to be given."""
    return Said("Argument", (), wishes)


def for_typer(annotation: Any) -> Any:
    """Return an annotation as Typer reads it: what is said in it, made."""
    if get_origin(annotation) is not Annotated:
        return annotation
    inner, *said = get_args(annotation)
    return Annotated[(inner, *map(_made, said))]


def _made(said: object) -> object:
    """Return what Typer is given for what was said; what Typer made itself, as it is."""
    if not isinstance(said, Said):
        return said
    import typer

    return getattr(typer, said.kind)(*said.names, **said.wishes)
