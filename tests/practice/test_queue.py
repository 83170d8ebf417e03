import base64
import json
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from kombu import pools

from practice import queue
from practice.celery import app
from practice.queue import after_commit
from practice.tasks import send_mail
from tests.services import Valkey, Worker, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


class Render:
    name = "worksheets.tasks.render_document"


def forget_connections() -> None:
    pools.reset()
    app._after_fork()


@contextmanager
def within(seconds: float):
    start = time.monotonic()
    yield
    assert time.monotonic() - start < seconds


def test_message_waits_for_the_commit_and_carries_the_id_alone(valkey: Valkey):
    pk = uuid4()
    with transaction.atomic():
        after_commit(Render, pk)
        assert valkey.waiting() == 0
    with valkey.client() as client:
        message = json.loads(client.lpop("summaries"))
    args, kwargs, _ = json.loads(base64.b64decode(message["body"]))
    assert (args, kwargs) == ([str(pk)], {})
    assert message["headers"]["task"] == Render.name
    assert message["content-type"] == "application/json"


def test_nothing_is_queued_when_the_transaction_is_rolled_back(valkey: Valkey):
    with pytest.raises(RuntimeError), transaction.atomic():
        after_commit(Render, uuid4())
        raise RuntimeError
    assert valkey.waiting() == 0


def test_mail_has_a_queue_of_its_own(valkey: Valkey):
    after_commit(send_mail, uuid4())
    assert (valkey.waiting("mail"), valkey.waiting("summaries")) == (1, 0)


def test_broker_that_is_down_costs_a_line_in_the_log_and_no_more(broker_outage: Valkey, caplog):
    pk = uuid4()
    with within(0.5), transaction.atomic():
        after_commit(Render, pk)
    assert str(pk) in caplog.text
    assert Render.name in caplog.text
    assert "Traceback" not in caplog.text


def test_connection_that_the_broker_dropped_is_made_anew(broker_outage: Valkey):
    broker_outage.start()
    assert queue.publish(Render, uuid4())
    broker_outage.stop()
    broker_outage.start()
    assert queue.publish(Render, uuid4())


@pytest.mark.parametrize("connected_before", [True, False])
def test_broker_that_answers_nothing_holds_a_request_for_two_seconds(valkey: Valkey, connected_before: bool):
    forget_connections()
    if connected_before:
        assert queue.publish(Render, uuid4())
    valkey.pause()
    try:
        with within(2.5), transaction.atomic():
            for _ in range(4):
                after_commit(Render, uuid4())
    finally:
        valkey.resume()


def test_broker_is_tried_again_after_a_rest(broker_outage: Valkey, monkeypatch):
    assert not queue.publish(Render, uuid4())
    broker_outage.start()
    assert not queue.publish(Render, uuid4())
    monkeypatch.setattr(queue.Rest, "until", 0.0)
    assert queue.publish(Render, uuid4())
    assert broker_outage.waiting() == 1


def test_failing_callback_of_one_message_does_not_lose_the_next(valkey: Valkey, monkeypatch):
    sent: list[UUID] = []

    def fails_first(task: queue.Task, pk: UUID) -> None:
        sent.append(pk)
        if len(sent) == 1:
            raise ZeroDivisionError

    monkeypatch.setattr(queue, "publish", fails_first)
    with transaction.atomic():
        after_commit(Render, uuid4())
        after_commit(Render, uuid4())
    assert len(sent) == 2


def expired_session() -> Session:
    return Session.objects.create(session_key=uuid4().hex, session_data="", expire_date=timezone.now())


def gone(session: Session) -> bool:
    return not Session.objects.filter(pk=session.pk).exists()


def test_real_worker_does_what_was_queued(live_pipeline: Worker):
    session = expired_session()
    app.send_task("practice.tasks.clear_sessions")
    wait_until(lambda: gone(session), what="the worker")


def test_worker_goes_on_by_itself_when_the_broker_is_back(
    broker_outage: Valkey, start_worker: Callable[..., Worker], monkeypatch
):
    broker_outage.start()
    worker = start_worker()
    broker_outage.stop()
    time.sleep(3)
    broker_outage.start()
    session = expired_session()
    app.send_task("practice.tasks.clear_sessions")
    wait_until(lambda: gone(session), 30, what="the worker that lost its broker")
    assert worker.process.poll() is None


def test_worker_that_starts_before_the_broker_waits_for_it(broker_outage: Valkey, start_worker):
    worker = start_worker(wait=False)
    time.sleep(3)
    assert worker.process.poll() is None
    broker_outage.start()
    worker.wait_until_ready()


def address_space(pid: int) -> str:
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()
    return next(line for line in lines if line.startswith("Max address space"))


def test_children_of_a_worker_cannot_eat_all_memory(live_pipeline: Worker, settings):
    most = str(settings.DOCUMENT_MEMORY_MB * 1024 * 1024)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        # A child sets its limit as the first thing it does, which may still be ahead of it.
        limits = [address_space(pid) for pid in live_pipeline.children()]
        if limits and all(most in limit.split() for limit in limits):
            return
        time.sleep(0.1)
    pytest.fail(f"The children may use what they like: {limits}")
