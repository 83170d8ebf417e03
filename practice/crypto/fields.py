"""Model fields whose column holds ciphertext.

The model says which key seals a field: `sealing_key(field_name) -> DataKey`. Reading the attribute opens it, and
gives a new object each time: to change a sealed JSON value, assign it. Only None stays NULL; "" and 0 are sealed.
"""

import json
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models

from practice.crypto.scope import current_scope
from practice.crypto.seal import key_id_of, open_sealed, seal


@dataclass(frozen=True)
class Ciphertext:
    """Sealed bytes as they stand in the column."""

    sealed: bytes


class SealedAttribute:
    """Opens the field's ciphertext with the instance at hand."""

    def __init__(self, field: "SealedField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        return self.field.open(instance, value) if isinstance(value, Ciphertext) else value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):
    """The shared part; use SealedTextField or SealedJSONField."""

    descriptor_class: ClassVar[type] = SealedAttribute

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, self.descriptor_class(self))

    def to_bytes(self, value: Any) -> bytes:
        raise TypeError("Use SealedTextField or SealedJSONField.")

    def to_value(self, plain: bytes) -> Any:
        raise TypeError("Use SealedTextField or SealedJSONField.")

    def context(self, instance: models.Model) -> str:
        return f"{self.model._meta.db_table}.{self.column}:{instance.pk}"

    def seal(self, instance: Any, value: Any) -> Ciphertext:
        """Seal a value for this row's column."""
        data_key = instance.sealing_key(self.name)
        key = current_scope().unwrap(data_key)
        sealed = seal(self.to_bytes(value), key=key, key_id=data_key.id, context=self.context(instance))
        return Ciphertext(sealed)

    def open(self, instance: Any, value: Ciphertext) -> Any:
        """Open this row's column. Raises CannotOpen; never gives back what it could not open."""
        data_key = instance.sealing_key(self.name)
        key_id = key_id_of(value.sealed)
        if data_key.id != key_id:
            data_key = type(data_key).objects.get(pk=key_id)
        key = current_scope().unwrap(data_key)
        return self.to_value(open_sealed(value.sealed, key=key, context=self.context(instance)))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Ciphertext | None:
        return None if value is None else Ciphertext(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Ciphertext | None:
        value = model_instance.__dict__.get(self.attname)
        if value is not None and not isinstance(value, Ciphertext):
            value = self.seal(model_instance, value)
            model_instance.__dict__[self.attname] = value
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if not isinstance(value, Ciphertext):
            raise TypeError(f"{self.model.__name__}.{self.name} is sealed: save the object, update() cannot seal it.")
        return connection.Database.Binary(value.sealed)

    def get_prep_value(self, value: Any) -> Any:
        return value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise TypeError(f"{self.model.__name__}.{self.name} is sealed: the database cannot search in it.")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        raise TypeError(f"{self.model.__name__}.{self.name} is sealed: the database cannot search in it.")

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self.model.__name__}.{self.name} is sealed and is not dumped in clear.")


class SealedTextField(SealedField):
    """A sealed string."""

    def to_bytes(self, value: Any) -> bytes:
        if not isinstance(value, str):
            raise TypeError(f"{self.name} takes a string, not {type(value).__name__}.")
        return value.encode()

    def to_value(self, plain: bytes) -> str:
        return plain.decode()


class SealedJSONField(SealedField):
    """A sealed JSON value. None is NULL in the column, and so is no JSON null."""

    def to_bytes(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def to_value(self, plain: bytes) -> Any:
        return json.loads(plain)
