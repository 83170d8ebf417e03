"""Saving an answer: what is stored, what is refused, and that no text is ever lost to a later one."""

import pytest

from practice.crypto import key_scope
from practice.models import OWN, RECORD, AuditEvent
from tests.cast import give, make_sheet, their
from worksheets.actions import decline, review, save_answer, submit, withdraw
from worksheets.models import Answer, Assignment, Sharing, State
from worksheets.refusals import (
    AlreadyReviewed,
    AnswerRefused,
    NoSuchQuestion,
    NotOpen,
    StaleAnswer,
    WasWithdrawn,
)

pytestmark = pytest.mark.usefixtures("keys", "queued")
WORDS = "On Tuesday he did not call."


@pytest.fixture
def save(assignment, ana):
    def saved(raw=WORDS, *, key="moment", version=0, **options):
        return save_answer(assignment, key, raw, version=version, by=their(ana), **options)

    return saved


def stored(assignment: Assignment, key: str = "moment") -> Answer:
    return Answer.objects.select_related("assignment__client__own_key").get(assignment=assignment, key=key)


def test_first_save_is_version_one_and_shared(save, assignment):
    save()
    answer = stored(assignment)
    assert (answer.value, answer.version, answer.sharing) == (WORDS, 1, Sharing.SHARED)


def test_each_change_counts_one_version_on(save, assignment):
    for version, words in enumerate(["a", "ab", "abc"]):
        assert save(words, version=version).version == version + 1
    assert stored(assignment).value == "abc"


@pytest.mark.parametrize(
    "words",
    ["  two spaces  ", "a\n\n\nb", "Zoë 🌧 «ça» \u200f", "<script>alert(1)</script> {{ x }} {% if %}", "e\u0301"],
)
def test_words_come_back_just_as_they_were_typed(save, assignment, words):
    save("something first")
    save(words, version=1)
    assert stored(assignment).value == words


def test_line_ends_are_told_one_way(save, assignment):
    save("a\r\nb\rc")
    assert stored(assignment).value == "a\nb\nc"


def test_saving_the_same_again_changes_nothing_whatever_version_it_names(save, assignment):
    first = save()
    for version in (0, 1, 99):
        assert save(version=version).version == 1
    assert stored(assignment).saved_at == first.saved_at


def test_a_stale_save_is_refused_with_what_is_stored_and_writes_nothing(save, assignment):
    save(sharing=Sharing.PRIVATE)
    with pytest.raises(StaleAnswer) as refused:
        save("Something else", version=0)
    assert (refused.value.value, refused.value.sharing, refused.value.version) == (WORDS, "private", 1)
    assert stored(assignment).value == WORDS


def test_a_version_from_the_future_is_stale_as_well(save, assignment):
    save()
    with pytest.raises(StaleAnswer):
        save("Something else", version=7)
    assert stored(assignment).value == WORDS


def test_choosing_again_over_what_is_stored_goes_through(save, assignment):
    save()
    with pytest.raises(StaleAnswer) as refused:
        save("Mine after all", version=0)
    save("Mine after all", version=refused.value.version)
    assert stored(assignment).value == "Mine after all"


def test_sharing_stays_as_it_was_unless_it_is_said(save, assignment):
    save(sharing=Sharing.PRIVATE)
    save("More", version=1)
    assert stored(assignment).sharing == Sharing.PRIVATE


def test_changing_the_choice_alone_is_a_change(save, assignment):
    save()
    assert save(version=1, sharing=Sharing.RAISE).version == 2
    assert stored(assignment).sharing == Sharing.RAISE


def test_the_choice_is_kept_before_anything_is_written(save, assignment):
    save("", sharing=Sharing.PRIVATE)
    assert stored(assignment).sharing == Sharing.PRIVATE


def test_an_answer_can_be_emptied(save, assignment):
    save()
    save("", version=1)
    assert not stored(assignment).value


def test_what_does_not_fit_is_refused_and_the_stored_text_stays(save, assignment):
    save()
    for raw, code in ((5, "wrong_type"), ("x\x00", "invalid_characters"), ("x" * 200_000, "too_long")):
        with pytest.raises(AnswerRefused) as refused:
            save(raw, version=1)
        assert refused.value.code == code
        assert refused.value.field == "moment"
    assert stored(assignment).value == WORDS


def test_a_question_that_is_not_there_is_refused(save):
    with pytest.raises(NoSuchQuestion):
        save(key="nothing_like_it")


def test_a_text_block_takes_no_answer(ana):
    sheet = make_sheet(
        "with-a-text",
        {"type": "text", "key": "intro", "body": "Read this."},
        {"type": "short_text", "key": "word", "label": "A word"},
    )
    with pytest.raises(NoSuchQuestion):
        save_answer(give(sheet, ana), "intro", "x", version=0, by=their(ana))


def test_writing_goes_on_after_sending(save, assignment, ana):
    save()
    submit(assignment, by=their(ana))
    save("One more thing", version=1)
    assert stored(assignment).value == "One more thing"


def test_nothing_is_written_after_review(save, assignment, ana, dana):
    save()
    review(submit(assignment, by=their(ana)), by=dana)
    with pytest.raises(AlreadyReviewed):
        save("Too late", version=1)
    assert stored(assignment).value == WORDS


def test_nothing_is_written_into_what_was_taken_back(save, assignment, dana):
    save()
    withdraw(assignment, by=dana)
    with pytest.raises(WasWithdrawn):
        save("Too late", version=1)
    assert stored(assignment).value == WORDS


def test_nothing_is_written_while_it_counts_as_not_done(save, assignment, ana):
    save()
    decline(assignment, by=their(ana))
    with pytest.raises(NotOpen):
        save("Too late", version=1)


def test_nothing_is_written_before_it_is_released(assignment, save):
    Assignment.objects.filter(pk=assignment.pk).update(state=State.SCHEDULED)
    with pytest.raises(NotOpen):
        save()


def test_nothing_is_written_after_the_client_was_discharged(assignment, save, ana):
    type(ana).objects.filter(pk=ana.pk).update(discharged_at=assignment.created_at)
    with pytest.raises(NotOpen):
        save()


def test_saves_are_no_audit_events(save, assignment):
    before = AuditEvent.objects.count()
    save()
    save("More", version=1)
    assert AuditEvent.objects.count() == before


def test_drafts_are_sealed_with_the_clients_own_key_whatever_they_share(save, assignment, ana):
    save(sharing=Sharing.SHARED)
    with key_scope(RECORD), pytest.raises(Exception, match="own key"):
        _ = stored(assignment).value
    with key_scope(OWN):
        assert stored(assignment).value == WORDS


# Through the page


def test_page_and_autosave_store_the_same(assignment, ana, browser_of):
    phone = browser_of(their(ana))
    home = f"/homework/{assignment.pk}"
    words = {"value": "a\r\n  <b>ß\u0301</b>", "version": "0", "sharing": "private"}
    assert phone.post(f"{home}/moment/", words | {"go": "next"}).status_code == 302
    assert phone.post(f"{home}/need/save/", words, headers={"x-autosave": "1"}).json()["version"] == 1
    assert stored(assignment).value == stored(assignment, "need").value == "a\n  <b>ß\u0301</b>"


@pytest.mark.parametrize("version", ["", "x", "-1", "٣", "1e3", "9" * 40])
def test_a_version_that_is_no_number_overwrites_nothing(save, assignment, ana, browser_of, version):
    save()
    form = {"value": "Something else", "version": version, "sharing": "shared"}
    answer = browser_of(their(ana)).post(f"/homework/{assignment.pk}/moment/", form)
    assert answer.status_code == 409
    assert "Something else" in answer.content.decode()
    assert stored(assignment).value == WORDS


def test_a_refused_answer_is_still_in_the_box(assignment, ana, browser_of):
    form = {"value": "x" * 100_001, "version": "0", "sharing": "shared"}
    answer = browser_of(their(ana)).post(f"/homework/{assignment.pk}/moment/", form)
    assert answer.status_code == 422
    assert "x" * 100_001 in answer.content.decode()


def test_words_written_after_review_are_still_in_the_box(save, assignment, ana, dana, browser_of):
    save()
    review(submit(assignment, by=their(ana)), by=dana)
    form = {"value": "Written on the train", "version": "1", "sharing": "shared"}
    answer = browser_of(their(ana)).post(f"/homework/{assignment.pk}/moment/", form)
    assert answer.status_code == 409
    assert "Written on the train" in answer.content.decode()


def test_a_sharing_that_is_no_choice_never_shares_what_was_private(save, assignment, ana, browser_of):
    save(sharing=Sharing.PRIVATE)
    for form in ({"sharing": "everyone"}, {}):
        words = {"value": "More", "version": str(stored(assignment).version)} | form
        browser_of(their(ana)).post(f"/homework/{assignment.pk}/moment/", words)
        assert stored(assignment).sharing == Sharing.PRIVATE
