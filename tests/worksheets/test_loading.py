"""Loading the library: idempotent, all or nothing, and what was assigned stays as it was."""

import json

import pytest
from django.core.management import CommandError, call_command

from practice.models import AuditEvent
from tests.cast import sheet_of
from worksheets import loading
from worksheets.blocks import InvalidDefinition
from worksheets.models import Worksheet, WorksheetVersion

pytestmark = pytest.mark.django_db
WORD = {"type": "short_text", "key": "word", "label": "A word"}


@pytest.fixture
def folder(tmp_path):
    """A folder of two sheets."""
    for place, slug in enumerate(("first-sheet", "second-sheet")):
        (tmp_path / f"{place}-{slug}.json").write_text(json.dumps(sheet_of(slug, WORD)))
    (tmp_path / "notes.txt").write_text("no worksheet")
    return tmp_path


def load(folder) -> loading.Loaded:
    return loading.load(loading.read_all(loading.library_files(folder)))


def change(folder, **changes) -> None:
    path = folder / "0-first-sheet.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_the_sheets_that_ship_load_and_are_there_for_staff(dana):
    loaded = load(loading.LIBRARY)
    files = loading.library_files()
    assert len(loaded.new) == len(files) >= 2
    visible = WorksheetVersion.objects.visible_to(dana)
    assert [version.title for version in visible] == loaded.new


def test_loading_twice_changes_nothing(folder):
    load(folder)
    before = list(WorksheetVersion.objects.order_by("id").values())
    assert load(folder).unchanged == ["First sheet", "Second sheet"]
    assert list(WorksheetVersion.objects.order_by("id").values()) == before


def test_another_wording_is_a_new_version_and_the_old_one_stays(folder):
    load(folder)
    change(folder, title="Another title")
    assert load(folder).changed == ["Another title"]
    versions = WorksheetVersion.objects.filter(worksheet__slug="first-sheet").order_by("number")
    assert [(version.number, version.title) for version in versions] == [(1, "First sheet"), (2, "Another title")]
    assert WorksheetVersion.objects.current().get(worksheet__slug="first-sheet").number == 2


def test_going_back_to_an_old_wording_is_a_version_again(folder):
    load(folder)
    change(folder, title="Another title")
    load(folder)
    change(folder, title="First sheet")
    load(folder)
    assert WorksheetVersion.objects.current().get(worksheet__slug="first-sheet").number == 3


def test_the_order_of_the_files_is_the_order_of_the_library(folder, dana):
    load(folder)
    (folder / "0-first-sheet.json").rename(folder / "2-first-sheet.json")
    load(folder)
    assert [one.title for one in WorksheetVersion.objects.visible_to(dana)] == ["Second sheet", "First sheet"]


def test_a_sheet_whose_file_is_gone_stays(folder):
    load(folder)
    (folder / "0-first-sheet.json").unlink()
    load(folder)
    assert Worksheet.objects.filter(slug="first-sheet", archived_at=None).exists()


def test_each_new_version_is_recorded(folder):
    load(folder)
    load(folder)
    assert AuditEvent.objects.filter(verb="library.load", actor=None).count() == 2


def test_one_wrong_file_loads_nothing_and_is_named(folder):
    (folder / "2-third.json").write_text(json.dumps(sheet_of("third", WORD | {"label": 5})))
    with pytest.raises(InvalidDefinition, match=r"2-third\.json.*blocks\.0\.label"):
        load(folder)
    assert not Worksheet.objects.exists()


def test_two_files_with_one_slug_are_refused(folder):
    (folder / "2-again.json").write_text(json.dumps(sheet_of("first-sheet", WORD)))
    with pytest.raises(InvalidDefinition, match=r"2-again\.json.*Another file has the slug 'first-sheet'"):
        load(folder)


def test_a_practice_with_the_same_slug_keeps_its_own(folder, dana):
    own = Worksheet.objects.create(practice=dana.practice, slug="first-sheet")
    load(folder)
    assert not own.versions.exists()
    assert Worksheet.objects.filter(slug="first-sheet").count() == 2


def test_clients_have_no_library(folder, ana):
    load(folder)
    assert not WorksheetVersion.objects.visible_to(ana.member).exists()


def test_the_command_tells_what_it_did(folder, capsys):
    call_command("load_library", str(folder))
    assert capsys.readouterr().out == "Library: 2 new, 0 changed, 0 unchanged.\n"


def test_the_command_says_what_is_wrong(folder, tmp_path):
    change(folder, title="")
    with pytest.raises(CommandError, match=r"Nothing was loaded\.\n0-first-sheet\.json"):
        call_command("load_library", str(folder))
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("load_library", str(tmp_path / "nowhere"))
