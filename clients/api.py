"""Clients through the API: the list of those a member sees, and adding one."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower
from rest_framework import generics, serializers

from clients import actions
from clients.models import Client
from practice.api.permissions import TherapistsWrite


class ClientSerializer(serializers.ModelSerializer[Client]):
    """A client as staff, or they themselves, see them in a list."""

    email = serializers.EmailField(max_length=254)
    active = serializers.BooleanField(source="is_active", read_only=True)
    joined = serializers.BooleanField(source="has_joined", read_only=True)

    class Meta:
        model = Client
        fields = ("id", "name", "preferred_name", "email", "time_zone", "joined", "active", "created_at")
        read_only_fields = ("id", "time_zone", "created_at")

    def create(self, validated_data: dict[str, Any]) -> Client:
        return actions.add_client(by=self.context["request"].member, **validated_data)


class Clients(generics.ListCreateAPIView[Client]):
    """List the clients you see, by name; as a therapist, take one into your care. Nobody is invited by this."""

    serializer_class = ClientSerializer
    permission_classes = (TherapistsWrite,)
    queryset = Client.objects.none()

    def get_queryset(self) -> QuerySet[Client]:
        return Client.objects.visible_to(self.request.member).select_related("practice").order_by(Lower("name"), "id")
