"""XML → segments, by what the root element says it is: news (NewsML, NITF), XLIFF, TMX, or XHTML.

Any other vocabulary is none that we know to be text: nothing of it is read.
"""

from __future__ import annotations

from collections.abc import Callable

from normalize.formats import html_text, tmx_text, xliff_text
from normalize.formats.newsml import ITEMS, segments_of_news
from normalize.formats.xml_reading import Tree, is_blank, root_name, tree
from normalize.model import Segment


def segments_of_page(file: Tree) -> tuple[Segment, ...]:
    """Return what is read of a page of XHTML, in source order."""
    return html_text.segments(file.source)


READERS: dict[str, Callable[[Tree], tuple[Segment, ...]]] = {
    "html": segments_of_page,
    "nitf": segments_of_news,
    "tmx": tmx_text.of_tree,
    "xliff": xliff_text.of_tree,
    **dict.fromkeys(ITEMS, segments_of_news),
}


def segments(source: str) -> tuple[Segment, ...]:
    """Return what is read of a file, in source order.

    Raises:
        ReadError: It is malformed, nested too deeply, or expands too far; where the root is one of
            those that are not read, as far as that only.
    """
    read = None if is_blank(source) else READERS.get(root_name(source))
    return read(tree(source)) if read else ()
