"""Templates hold no script, no style and no handler: the Content-Security-Policy forbids them all."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))
# WeasyPrint reads the style of these; no browser does.
PRINTED = [path for path in TEMPLATES if "pdf" in path.parts or path.name == "print.html"]
DATA = r'type="application/json"'
FORBIDDEN = {
    "inline script": rf"<script(?![^>]*\bsrc=)(?![^>]*{DATA})[^>]*>",
    "inline style": r"<style\b",
    "style attribute": r"<[a-z][^>]*\sstyle\s*=",
    "handler": r"<[a-z][^>]*\son[a-z]+\s*=",
    "htmx handler": r"\bhx-on[:\w-]*\s*=",
    "javascript address": r"(?:href|action|src)\s*=\s*[\"']?\s*javascript:",
    "unescaped": r"\|\s*safe\b|\{%\s*autoescape\s+off",
    "another host": r"(?:src|action)\s*=\s*[\"']?(?:https?:)?//",
}


# Help texts are ours or allauth's, and Django's own templates print them the same way.
ALLOWED = "{{ field.help_text|safe }}"


def faults(text: str, kinds: set[str]) -> set[str]:
    text = text.replace(ALLOWED, "")
    return {kind for kind in kinds if re.search(FORBIDDEN[kind], text, re.IGNORECASE)}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_a_template_holds_none_of_it(path):
    kinds = set(FORBIDDEN) - ({"inline style", "style attribute"} if path in PRINTED else set())
    assert faults(path.read_text(), kinds) == set()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<script>x()</script>", "inline script"),
        ("<script nonce='a'>", "inline script"),
        ("<STYLE>p {}</STYLE>", "inline style"),
        ('<p\n  style="color: red">', "style attribute"),
        ('<a href="/" onclick="x()">', "handler"),
        ('<p hx-on:click="x()">', "htmx handler"),
        ('<a href="javascript:x()">', "javascript address"),
        ("{{ words|safe }}", "unescaped"),
        ('<img src="https://example.org/a.png">', "another host"),
    ],
)
def test_each_of_them_would_be_found(text, kind):
    assert kind in faults(text, set(FORBIDDEN))


def test_what_is_allowed_is_not_found():
    text = '<script src="/static/a.js" defer></script><script id="x" type="application/json">{}</script>'
    assert faults(text, set(FORBIDDEN)) == set()
