"""Names as they are looked up: folded, whatever their spelling."""

from typing import Any

from django.db import models

from liaison.opendata.resolution.words import fold, tokens

LONGEST_PLAIN_NAME = 600


def plain_name(name: str) -> str:
    """
    Return a name in small letters without accents and marks, words parted by one space.

    "S.T. Screen Co., Ltd" becomes "st screen co ltd"; a name of marks alone keeps them.
    """
    return (" ".join(tokens(name)) or fold(name).strip())[:LONGEST_PLAIN_NAME]


class PlainNameField(models.CharField):
    """The plain form of the name beside it, worked out whenever the record is written."""

    def __init__(self, *, of: str = "name", **options: Any) -> None:
        """:param of: the field that holds the name"""
        self.of = of
        options |= {"max_length": LONGEST_PLAIN_NAME, "editable": False, "blank": True}
        super().__init__(**options)

    def deconstruct(self) -> Any:
        name, path, arguments, options = super().deconstruct()
        for own in ("max_length", "editable", "blank"):
            options.pop(own, None)
        return name, path, arguments, {**options, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        plain = plain_name(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, plain)
        return plain
