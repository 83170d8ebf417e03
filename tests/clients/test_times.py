"""Times are told where the reader is."""

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from clients.actions import add_client, agree
from clients.middleware import local_time, zone_of
from practice.models import Member, Practice, Role, User

pytestmark = pytest.mark.django_db


def member(email: str, role: str, practice: Practice) -> Member:
    user = User.objects.create(email=email, password=make_password(None))
    return Member.objects.create(user=user, practice=practice, role=role, name=email[:3])


@pytest.fixture
def dana():
    practice = Practice.objects.create(name="Harbour", time_zone="Europe/London", is_demo=True)
    return member("dana@example.org", Role.THERAPIST, practice)


@pytest.fixture
def ana(dana):
    client = add_client(by=dana, name="Ana", email="ana@example.org")
    client.member = member("ana@example.org", Role.CLIENT, dana.practice)
    client.time_zone = "Asia/Kathmandu"
    client.save()
    agree(client, by=client.member)
    return client.member


def test_client_reads_times_of_their_own_zone(ana):
    assert zone_of(ana).key == "Asia/Kathmandu"


def test_staff_read_times_of_the_practice(dana):
    assert zone_of(dana).key == "Europe/London"


def test_client_whose_zone_is_not_known_reads_the_times_of_the_practice(ana):
    type(ana.client).objects.update(time_zone="")
    assert zone_of(ana).key == "Europe/London"


def test_zone_is_in_force_for_the_request_alone(ana, rf):
    request = rf.get("/")
    request.member = ana
    inside = []
    local_time(lambda _: inside.append(timezone.get_current_timezone_name()))(request)
    assert inside == ["Asia/Kathmandu"]
    assert timezone.get_current_timezone_name() == "UTC"
