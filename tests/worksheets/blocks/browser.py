"""What a browser would send for the fields of a page, without JavaScript."""

from html.parser import HTMLParser

from django.http import QueryDict


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self._textarea: str | None = None
        self._select: str | None = None
        self._written = ""
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "textarea":
            self._textarea, self._written = given["name"], ""
        elif tag == "select":
            self._select, self._options = given["name"], []
        elif tag == "option":
            self._options.append((given["value"], "selected" in given))
        elif tag == "input" and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            self.sent.append((given["name"], given["value"]))

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self._written += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._textarea:
            # A line break right after the tag is not part of the text; line ends are sent as CRLF.
            written = self._written.removeprefix("\n").replace("\n", "\r\n")
            self.sent.append((self._textarea, written))
            self._textarea = None
        if tag == "select" and self._select:
            chosen = [value for value, selected in self._options if selected] or [self._options[0][0]]
            self.sent.append((self._select, chosen[-1]))


def sent_by(page: str) -> QueryDict:
    """The fields of `page` as they are sent when nothing was touched."""
    form = _Form()
    form.feed(page)
    data = QueryDict(mutable=True)
    for name, value in form.sent:
        data.appendlist(name, value)
    return data
