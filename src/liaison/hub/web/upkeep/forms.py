"""What people write of an entry that has changed; validation only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.hub.upkeep.choices import LONGEST_WORD
from liaison.hub.web.layout.fields import WrittenField


class ChangedForm(forms.Form):
    """What changed, in a sentence or two."""

    said = WrittenField(
        label=_("What changed?"),
        help_text=_("The team reads it together with your name and your e-mail address."),
        max_length=LONGEST_WORD,
        error_messages={"required": _("Please write a few words.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
