"""What a document may be made of besides its words: the files in `assets/`, by name, and nothing else at all."""

from collections.abc import Mapping
from pathlib import Path

from weasyprint.urls import URLFetcher, URLFetcherResponse

FOLDER = Path(__file__).parent / "assets"
SCHEME = "asset:"
_SERVED = {".ttf", ".svg"}
# Read once: what is not in here when the process starts is not served, whatever a name looks like.
_FILES = {path.name: path for path in sorted(FOLDER.rglob("*")) if path.suffix in _SERVED}


class NotServed(ValueError):
    """An address that is not one of our own assets."""


def path_of(url: str) -> Path:
    """The file behind `asset:NAME`. Raises NotServed for every other address."""
    try:
        return _FILES[url.removeprefix(SCHEME)] if url.startswith(SCHEME) else _FILES[""]
    except KeyError:
        raise NotServed("A document may use its own assets only.") from None


class AssetFetcher(URLFetcher):
    """Gives WeasyPrint our assets and refuses the rest.

    A refusal is quiet: WeasyPrint leaves the picture or font out and goes on, so that a stray address in a
    worksheet costs its author a picture and not the client a document.
    """

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        return URLFetcherResponse(url, path_of(url).read_bytes())
