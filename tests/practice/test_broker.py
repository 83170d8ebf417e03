import os
import stat
from pathlib import Path

import pytest
import redis
from django.conf import settings

from practice import broker
from tests.services import Valkey


def test_socket_is_in_var_dir_and_follows_from_it_alone(tmp_path):
    assert broker.socket_path(tmp_path) == tmp_path.resolve() / "valkey" / "valkey.sock"


def test_long_folder_name_gets_a_short_socket_that_is_the_same_each_time(tmp_path):
    deep = tmp_path / ("a" * 60) / ("ü" * 60)
    path = broker.socket_path(deep)
    assert len(os.fsencode(path)) <= broker.LONGEST_SOCKET_PATH
    assert path == broker.socket_path(deep)
    assert path != broker.socket_path(deep / "other")


def test_temporary_place_does_not_depend_on_tmpdir(tmp_path, monkeypatch):
    deep = tmp_path / ("a" * 120)
    before = broker.socket_path(deep)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert broker.socket_path(deep) == before


def test_odd_characters_in_the_folder_name_survive_in_the_addresses():
    odd = Path("/tmp/a b%c?d#é")
    assert broker.celery_url(odd) == "redis+socket:///tmp/a%20b%25c%3Fd%23%C3%A9/valkey/valkey.sock"
    pool = redis.ConnectionPool.from_url(broker.client_url(odd, db=1))
    assert pool.connection_kwargs["path"] == str(odd / "valkey" / "valkey.sock")
    assert pool.connection_kwargs["db"] == 1


def test_folders_are_for_this_user_alone(tmp_path):
    (tmp_path / "valkey").mkdir(mode=0o755)
    broker.prepare(tmp_path)
    assert stat.S_IMODE(broker.data_dir(tmp_path).stat().st_mode) == 0o700


def test_another_users_folder_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(broker.BrokerUnavailable, match="not a folder of this user"):
        broker.prepare(tmp_path)


def test_link_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "valkey").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(broker.BrokerUnavailable, match="not a folder of this user"):
        broker.prepare(tmp_path)


def test_socket_is_for_this_user_alone_and_there_is_no_port(valkey: Valkey):
    assert stat.S_IMODE(broker.socket_path(settings.VAR_DIR).stat().st_mode) == 0o600
    with valkey.client() as client:
        assert client.config_get("port") == {"port": "0"}
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_what_was_queued_survives_the_death_of_the_broker(broker_outage: Valkey):
    broker_outage.start()
    with broker_outage.client() as client:
        client.rpush("summaries", "kept")
        client.execute_command("WAITAOF", 1, 0, 5000)
    broker_outage.stop()
    broker_outage.start()
    assert broker_outage.waiting() == 1


def test_machine_without_a_broker_of_its_own_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr(broker, "find_spec", lambda name: None)
    with pytest.raises(broker.BrokerUnavailable, match="REDIS_URL"):
        broker.command(Path("/nowhere"))
