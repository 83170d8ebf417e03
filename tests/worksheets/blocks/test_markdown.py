"""Markdown in worksheet files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worksheets.blocks import render_markdown
from worksheets.blocks.markdown import plain_text


def test_emphasis_lists_and_paragraphs_are_rendered():
    html = render_markdown("Think of *one* **minute**.\n\n- here\n- there")
    assert "<em>one</em>" in html
    assert "<strong>minute</strong>" in html
    assert html.count("<li>") == 2


@pytest.mark.parametrize("url", ["https://example.org/a?b=c", "mailto:help@example.org", "HTTPS://example.org"])
def test_links_to_https_and_mail_are_kept_and_tell_nothing(url: str):
    html = render_markdown(f"[a link]({url})")
    assert "<a " in html
    assert 'rel="noopener noreferrer nofollow"' in html


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org",
        "javascript:alert(1)",
        "data:text/html,x",
        "/account/",
        "//example.org",
        "file:///etc",
    ],
)
def test_other_links_stay_the_text_they_are(url: str):
    html = render_markdown(f"[a link]({url}) <{url}>")
    assert "<a" not in html
    assert "a link" in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<b>bold</b>",
        '<img src="x" onerror="y">',
        "![alt](https://example.org/x.png)",
        "# Title",
    ],
)
def test_html_images_and_headings_are_not_rendered(text: str):
    html = render_markdown(text)
    for tag in ("<script", "<b>", "<img", "<h1"):
        assert tag not in html


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_makes_anything_but_the_tags_of_prose(text: str):
    html = render_markdown(text)
    for tag in ("<script", "<img", "<iframe", "<style", "<h1", "<svg", "<input"):
        assert tag not in html


def test_the_words_can_be_had_alone():
    assert plain_text("Think of *one* [minute](https://example.org) & smile.") == "Think of one minute & smile."
