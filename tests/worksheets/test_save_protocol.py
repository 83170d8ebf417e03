"""The save protocol under everything that two devices and a bad connection can do to it.

Each device saves over the version it last saw. Messages arrive late, twice, or never get their answer; work is sent
and given back in between. The rule: a text that a save acknowledged is either what is stored, or was replaced by
somebody who had seen it. Nothing acknowledged is ever lost unseen.
"""

from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from practice.crypto import key_scope
from practice.models import OWN, RECORD
from tests.cast import their
from worksheets.actions import return_for_changes, save_answer, submit
from worksheets.models import Answer, Assignment, Sharing, State, Submission, SubmittedAnswer
from worksheets.refusals import NothingWritten, StaleAnswer

DEVICES = ("phone", "laptop")
devices = st.sampled_from(DEVICES)
words = st.sampled_from(["", "a", "ab", "abc", "other", "a\nb", " "])
choices = st.sampled_from(Sharing.values)


@dataclass(frozen=True)
class Save:
    """One message that a device sends: what is in the box, over which version."""

    device: str
    text: str
    sharing: str
    version: int


@dataclass
class Device:
    """What one device knows: the version it last saw, and its texts that were refused."""

    version: int = 0
    conflicts: list[tuple[str, str]] = field(default_factory=list)


class SaveProtocol(RuleBasedStateMachine):
    """The model beside the real thing: one stored value, its version, and what each device has seen."""

    assignment: Assignment
    dana = None

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.devices = {name: Device() for name in DEVICES}
        self.stored, self.version = ("", "shared"), 0
        self.late: list[Save] = []
        self.sent: list[tuple[str, str]] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        assert not Answer.objects.exists()

    def arrive(self, save: Save, *, answered: bool = True) -> None:
        """The server gets a message; `answered` is whether the device hears back."""
        wanted = (save.text, save.sharing)
        try:
            answer = save_answer(
                self.assignment,
                "moment",
                save.text,
                version=save.version,
                by=their(self.assignment.client),
                sharing=save.sharing,
            )
        except StaleAnswer as stale:
            given_back = ((stale.value or "", stale.sharing), stale.version)
        else:
            self.taken(save, answer.version)
            given_back = (wanted, answer.version)
        if given_back[0] != wanted:
            assert save.version != self.version, "refused though nothing had changed"
        assert given_back == (self.stored, self.version)
        if answered:
            device = self.devices[save.device]
            device.version = self.version
            if self.stored != wanted:
                # The device shows both texts; its own stays in the box.
                device.conflicts.append(wanted)

    def taken(self, save: Save, version: int) -> None:
        """A save that was acknowledged: it changed nothing, or replaced what its device had seen."""
        wanted = (save.text, save.sharing)
        if wanted != self.stored:
            assert save.version == self.version, "a text was replaced by somebody who had not seen it"
            self.version += 1
        self.stored = wanted
        assert version == self.version

    @rule(name=devices, text=words, sharing=choices, answered=st.booleans())
    def save(self, name: str, text: str, sharing: str, answered: bool) -> None:
        self.arrive(Save(name, text, sharing, self.devices[name].version), answered=answered)

    @rule(name=devices, text=words, sharing=choices)
    def save_that_hangs(self, name: str, text: str, sharing: str) -> None:
        self.late.append(Save(name, text, sharing, self.devices[name].version))

    @precondition(lambda self: self.late)
    @rule(data=st.data(), twice=st.booleans())
    def late_message_arrives(self, data: st.DataObject, twice: bool) -> None:
        save = self.late.pop(data.draw(st.integers(0, len(self.late) - 1)))
        for _ in range(1 + twice):
            self.arrive(save, answered=False)

    @rule(name=devices)
    def page_is_loaded_again(self, name: str) -> None:
        self.devices[name] = Device(self.version)

    @precondition(lambda self: any(device.conflicts for device in self.devices.values()))
    @rule(name=devices)
    def person_keeps_their_own(self, name: str) -> None:
        device = self.devices[name]
        if device.conflicts:
            text, sharing = device.conflicts.pop()
            self.arrive(Save(name, text, sharing, device.version))

    @rule()
    def send(self) -> None:
        try:
            submit(self.assignment, by=their(self.assignment.client))
        except NothingWritten:
            assert not self.stored[0].strip()
            return
        if not self.sent or self.sent[-1] != self.stored:
            self.sent.append(self.stored)

    @precondition(lambda self: self.sent)
    @rule()
    def give_back(self) -> None:
        if Assignment.objects.get(pk=self.assignment.pk).state == State.SUBMITTED:
            return_for_changes(self.assignment, by=self.dana, reason="More.")

    @invariant()
    def what_is_stored_is_what_was_acknowledged_last(self) -> None:
        answer = Answer.objects.select_related("assignment__client__own_key").filter(assignment=self.assignment).first()
        if answer is None:
            assert (self.stored, self.version) == (("", "shared"), 0)
        else:
            assert ((answer.value or "", answer.sharing), answer.version) == (self.stored, self.version)

    @invariant()
    def each_revision_holds_what_stood_when_it_was_sent(self) -> None:
        answers = SubmittedAnswer.objects.filter(submission__assignment=self.assignment, key="moment")
        keyed = answers.select_related(
            "submission__assignment__client__own_key", "submission__assignment__client__record_key"
        )
        held = [(answer.value or "", answer.sharing) for answer in keyed.order_by("submission__revision")]
        assert held == self.sent
        assert Submission.objects.filter(assignment=self.assignment, superseded_at=None).count() == bool(self.sent)


@pytest.mark.timeout(60)
def test_no_text_is_lost_between_two_devices_retries_and_sending(assignment, dana, queued):
    class Protocol(SaveProtocol):
        pass

    Protocol.assignment, Protocol.dana = assignment, dana
    quick = settings(
        max_examples=80,
        stateful_step_count=20,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    with key_scope(OWN, RECORD):
        run_state_machine_as_test(Protocol, settings=quick)
