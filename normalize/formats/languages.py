"""What a file says of the language of a text."""

from __future__ import annotations

import re

# The part of a tag that names the language. Source: BCP 47, section 2.2.1, for the hyphen; gettext for
# territory, encoding and modifier after `_`, `.` and `@`.
SEPARATOR = re.compile(r"[-_.@]")

# Source: ISO 639-1 and 639-2; some write the word.
ENGLISH = ("en", "eng", "english")


def is_english(tag: str | None) -> bool | None:
    """Return whether a language tag says English; None if it says nothing.

    >>> [is_english(tag) for tag in ("en-GB", "en_US.UTF-8", "English", "de", "")]
    [True, True, True, False, None]
    """
    language = SEPARATOR.split(tag or "")[0].strip().lower()
    return language in ENGLISH if language else None
