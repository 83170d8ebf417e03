"""What the OpenAPI schema says of every endpoint beside its own: the token, and the problems that can come back."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from practice.api.problems import MEDIA_TYPE

ALWAYS = {
    401: "No token, or one that is not good any more.",
    403: "Not for this role, or a second factor is missing.",
    404: "Nothing here, or not this member's to see.",
    406: "The Accept header names nothing that can be sent.",
    429: "Too many requests; Retry-After says how long to wait.",
}
WITH_BODY = {
    400: "The body is not JSON that can be read.",
    409: "Not possible as things stand.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "The body can be read and does not fit.",
}


class ErrorSerializer(serializers.Serializer[Any]):
    """One of several things wrong with what was sent."""

    field = serializers.CharField(required=False, help_text="A path such as `keys.0`.")
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """Problem details (RFC 9457). `code` stays the same from version to version, `detail` is for people."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    field = serializers.CharField(required=False, help_text="The input it is about.")
    errors = ErrorSerializer(many=True, required=False, help_text="With status 422: everything that does not fit.")


class ProblemSchema(AutoSchema):
    """Documents the problems that can come back. A view's `problems` adds its own, as `{status: description}`."""

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for status, description in self.problems().items():
            if str(status) not in bodies:
                body = self._get_response_for_code(ProblemSerializer, str(status), [MEDIA_TYPE], direction)
                bodies[str(status)] = body | {"description": description}
        return dict(sorted(bodies.items()))

    def problems(self) -> dict[int, str]:
        if not self.view.permission_classes or not self.view.authentication_classes:
            return {}
        own: dict[int, str] = getattr(self.view, "problems", {})
        return ALWAYS | (WITH_BODY if self.method in {"POST", "PUT"} else {}) | own


class MemberTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How MemberToken is told to the schema's readers."""

    target_class = "practice.api.authentication.MemberToken"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token ` and a token from the account page, or from `manage.py create_api_token`.",
        }
