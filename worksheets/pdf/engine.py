"""Everything that we ask of WeasyPrint beyond its public interface, and the public way for any other version.

Three things make a document in less than half the time: fonts are used where they lie, a page knows only the elements
that it uses, and well-formed HTML is read by the XML parser of the standard library.
"""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

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


c.ffi.cdef("FcConfig *FcConfigGetCurrent(void);")


class AssetFonts(FontConfiguration):
    """Registers the font files in our assets in place.

    WeasyPrint copies every font into a temporary folder, which a killed worker would leave behind each time. The
    names of the faces are our own, so that a font of the system never stands in for one of ours.
    """

    def __init__(self) -> None:
        super().__init__()
        # What Pango asks for is worded by the process's own configuration, and looked for in this one.
        _tell(c.fontconfig.FcConfigGetCurrent(), _EMOJI_RULE)

    def add_font_face(self, rule_descriptors: dict[str, Any], url_fetcher: AssetFetcher) -> None:
        family = rule_descriptors["font_family"]
        for _, url in rule_descriptors["src"]:
            self._add(family, path_of(url))

    def _add(self, family: str, path: Path) -> None:
        _tell(self._config, _NAME_RULE.format(path=escape(str(path)), family=escape(family)))
        if not c.fontconfig.FcConfigAppFontAddFile(self._config, str(path).encode()):
            raise NotServed(f"{path.name} is not a font.")
        c.pangoft2.pango_fc_font_map_config_changed(c.ffi.cast("PangoFcFontMap *", self.font_map))


def _tell(config: Any, rule: str) -> None:
    c.fontconfig.FcConfigParseAndLoadFromMemory(config, f"<fontconfig>{rule}</fontconfig>".encode(), True)


# The font in this file goes by this name too.
_NAME_RULE = """
<match target="scan">
  <test name="file" compare="eq"><string>{path}</string></test>
  <edit name="family" mode="prepend"><string>{family}</string></edit>
</match>
"""
# For an emoji Pango asks for a coloured picture, where the system has one: other bytes on other machines, ten times as
# many of them, and nothing for a printer without colour.
_EMOJI_RULE = """
<match target="pattern">
  <test name="family"><string>emoji</string></test>
  <edit name="family" mode="prepend_first" binding="strong"><string>Holdfast Emoji</string></edit>
  <edit name="color" mode="assign"><bool>false</bool></edit>
</match>
"""

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
