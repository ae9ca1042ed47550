"""A regular expression → the same, compiled when it is first asked for: most are for texts that are rare."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _Later:
    """Stands for a compiled expression; what was asked of it once is at hand as quickly as there."""

    def __init__(self, text: Any, flags: int) -> None:
        self._asked = text, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # whoever copies or shows it asks for such
            raise AttributeError(name)
        found = getattr(re.compile(*self._asked), name)  # `re` remembers what it compiled
        setattr(self, name, found)
        return found


def later(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what `re.compile` does, which takes a millisecond for a long one, at the first use of it.

    For an expression that a clean article does not need. Not for functions of `re`, which tell it apart.
    Source: Django does so (`django.utils.regex_helper._lazy_re_compile`).

    >>> later(r"[a-z]+").findall("a-b")
    ['a', 'b']
    """
    return cast("re.Pattern[AnyStr]", _Later(text, flags))
