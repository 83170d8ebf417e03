"""Everything that we ask of WeasyPrint beyond its public interface, and the public way for any other version.

Three things make a document in less than half the time: fonts are used where they lie, a page knows only the elements
that it uses, and well-formed HTML is read by the XML parser of the standard library.
"""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import weasyprint
from cssselect2 import ElementWrapper
from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.text import ffi as c
from weasyprint.text.fonts import FontConfiguration

from .assets import FOLDER, AssetFetcher, NotServed, path_of

# Another version prints the same pages, slower, until somebody has read its source and moved this line.
IS_KNOWN = weasyprint.VERSION.split(".")[0] == "70"


def fonts() -> FontConfiguration:
    return AssetFonts() if IS_KNOWN else FontConfiguration()


def document(html: str, fetcher: AssetFetcher) -> HTML:
    return QuickHTML(html, fetcher) if IS_KNOWN else HTML(string=html, url_fetcher=fetcher)


class AssetFonts(FontConfiguration):
    """Registers the font files in our assets in place.

    WeasyPrint copies every font into a temporary folder, which a killed worker would leave behind each time. The
    names of the faces are our own, so that a font of the system never stands in for one of ours.
    """

    def add_font_face(self, rule_descriptors: dict[str, Any], url_fetcher: AssetFetcher) -> None:
        family = rule_descriptors["font_family"]
        for _, url in rule_descriptors["src"]:
            self._add(family, path_of(url))

    def _add(self, family: str, path: Path) -> None:
        c.fontconfig.FcConfigParseAndLoadFromMemory(self._config, _rule(family, path), True)
        if not c.fontconfig.FcConfigAppFontAddFile(self._config, str(path).encode()):
            raise NotServed(f"{path.name} is not a font.")
        c.pangoft2.pango_fc_font_map_config_changed(c.ffi.cast("PangoFcFontMap *", self.font_map))


def _rule(family: str, path: Path) -> bytes:
    """A fontconfig rule: the font in this file goes by this name too."""
    root = ElementTree.Element("fontconfig")
    match = ElementTree.SubElement(root, "match", target="scan")
    test = ElementTree.SubElement(match, "test", name="file", compare="eq")
    ElementTree.SubElement(test, "string").text = str(path)
    edit = ElementTree.SubElement(match, "edit", name="family", mode="prepend")
    ElementTree.SubElement(edit, "string").text = family
    return ElementTree.tostring(root)


_COUNTERS = CounterStyle()
_ELEMENTS = CSS(string=(FOLDER / "elements.css").read_text("utf-8"), counter_style=_COUNTERS)


class QuickHTML(HTML):
    """A document that knows only the elements of `elements.css`."""

    def __init__(self, html: str, fetcher: AssetFetcher) -> None:
        try:
            root = ElementTree.fromstring(html)  # noqa: S314 - a page of ours, with everything a person wrote escaped
        except ElementTree.ParseError:
            # Markdown may bring a `<br>`: the HTML parser reads the same page, in more time.
            super().__init__(string=html, url_fetcher=fetcher)
            return
        self.base_url = None
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [_ELEMENTS]

    def _ua_counter_style(self) -> list[CounterStyle]:
        return [_COUNTERS.copy()]
