"""Words too long for any line."""

import re
from xml.etree.ElementTree import Element

# WeasyPrint looks at the whole of an unbroken word again for every line of it: 20,000 characters took 12 seconds, and
# 100,000 five minutes. Scripts that are written without spaces break between letters and are not meant.
MOST = 2_000
_SPACELESS = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\uffef\U00010000-\U0010ffff"
_LONG_WORD = re.compile(rf"[^\s{_SPACELESS}]{{{MOST}}}(?=\S)")


def break_long_words(root: Element) -> None:
    """End a line inside every word after MOST letters, where one of its many lines would end anyway."""
    for element in root.iter():
        element.text = _broken(element.text)
        element.tail = _broken(element.tail)


def _broken(text: str | None) -> str | None:
    return _LONG_WORD.sub(r"\g<0>\n", text) if text and len(text) > MOST else text
