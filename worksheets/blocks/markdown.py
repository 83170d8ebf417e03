"""Markdown from worksheet files, as safe HTML."""

from html import unescape

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_TAGS = {"p", "br", "hr", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "a"}
_SCHEMES = {"https", "mailto"}


def _may_link(url: str) -> bool:
    return url.partition(":")[0].lower() in _SCHEMES and ":" in url


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    # A block has a heading of its own, so that a page's headings always step down one at a time.
    parser.disable(["heading", "lheading", "image"])
    parser.validateLink = _may_link  # type: ignore[method-assign]
    return parser


_PARSER = _parser()
# The parser writes none of what this removes; it stands here for the day the parser has a fault.
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes=_SCHEMES,
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
)
_STRIPPER = nh3.Cleaner(tags=set(), attributes={})


def render_markdown(text: str) -> SafeString:
    """CommonMark as HTML, without raw HTML, images and headings; links only to https and mailto."""
    return mark_safe(_CLEANER.clean(_PARSER.render(text)))  # noqa: S308


def plain_text(text: str) -> str:
    """The words of a Markdown text alone."""
    return unescape(_STRIPPER.clean(render_markdown(text))).strip()
