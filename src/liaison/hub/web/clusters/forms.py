"""What managers enter about their cluster; validation only."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from liaison.hub.clusters import colours
from liaison.hub.clusters.actions import (
    HostNotServed,
    HostRefused,
    HostReserved,
    TooFaint,
)
from liaison.hub.clusters.choices import (
    AREA_FACTS,
    COLOURS,
    FACTS,
    LONGEST_SUMMARY,
    LONGEST_TERM,
    MOST_TERMS,
    WRITTEN_IN,
)
from liaison.hub.web.layout.fields import LimitedField, NameField, WrittenField
from liaison.hub.web.layout.seen import Seal

SEAL = Seal("liaison.cluster-as-seen")
OWN_COLOUR = "own"


class FactsForm(forms.Form):
    """What a cluster says of itself."""

    codes = (
        *("name", "managing_body", "contact_email"),
        *(f"summary_{language}" for language in WRITTEN_IN),
    )

    name = NameField(label=FACTS["name"], max_length=200)
    managing_body = LimitedField(
        label=FACTS["managing_body"],
        required=False,
        max_length=300,
        help_text=gettext_lazy("The legal person behind the cluster, as it signs."),
    )
    contact_email = forms.EmailField(
        label=FACTS["contact_email"],
        required=False,
        max_length=254,
        help_text=gettext_lazy("Everybody can read it; better that of the team than of a person."),
    )

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        for language in WRITTEN_IN:
            self.fields[f"summary_{language}"] = LimitedField(
                label=FACTS[f"summary_{language}"], required=False, max_length=LONGEST_SUMMARY
            )

    @staticmethod
    def entered(facts: dict[str, Any]) -> dict[str, Any]:
        """Return the facts as the form shows them."""
        return facts

    def wanted(self) -> dict[str, Any]:
        """Return the facts as they are to be."""
        return {code: self.cleaned_data[code] for code in self.codes}


class LanguagesForm(forms.Form):
    """In which languages a cluster speaks, the one it prefers first."""

    codes = ("languages",)

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        names = [
            (code, get_language_info(code)["name_local"].capitalize())
            for code, _name in settings.LANGUAGES
        ]
        labels = (_("First language"), _("Second language"), _("Third language"))
        for place, label in enumerate(labels[: len(names)], start=1):
            self.fields[f"language_{place}"] = forms.ChoiceField(
                label=label,
                required=place == 1,
                choices=names if place == 1 else [("", _("none")), *names],
            )

    @staticmethod
    def entered(facts: dict[str, Any]) -> dict[str, Any]:
        """Return the languages, one a field."""
        return {f"language_{at}": code for at, code in enumerate(facts["languages"], start=1)}

    def wanted(self) -> dict[str, Any]:
        """Return the languages in their order."""
        return {"languages": [code for code in self._chosen() if code]}

    def clean(self) -> dict[str, Any]:
        chosen = [code for code in self._chosen() if code]
        if len(set(chosen)) < len(chosen):
            self.add_error(None, _("Please choose each language once."))
        return self.cleaned_data

    def _chosen(self) -> list[str]:
        return [self.cleaned_data.get(name, "") for name in self.fields]


class AddressForm(forms.Form):
    """The name under which a cluster has a site of its own."""

    codes = ("host",)

    host = LimitedField(
        label=FACTS["host"],
        required=False,
        max_length=253,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "A name such as cluster.example.org, without https:// and without a path. "
            "Empty: the cluster has no site of its own."
        ),
    )

    @staticmethod
    def entered(facts: dict[str, Any]) -> dict[str, Any]:
        """Return the fact as the form shows it."""
        return facts

    def clean_host(self) -> str:
        host = str(self.cleaned_data["host"]).strip().lower()
        if any(mark in host for mark in "/:@ "):
            raise forms.ValidationError(_("Please write the name alone: no https://, no path."))
        return host.rstrip(".")

    def wanted(self) -> dict[str, Any]:
        """Return the fact as it is to be."""
        return {"host": self.cleaned_data["host"]}

    def refuse(self, refused: HostRefused) -> None:
        """Say why the cluster cannot have this name, and what to do."""
        host = {"host": str(refused)}
        if isinstance(refused, HostNotServed):
            why = _(
                "This installation does not answer under %(host)s yet. Please ask those who run "
                "it to lead that name here first."
            )
        elif isinstance(refused, HostReserved):
            why = _(
                "%(host)s leads to the whole installation. Please choose another name, or ask "
                "those who run it."
            )
        else:
            why = _("Another cluster has %(host)s already. Please choose another name.")
        self.add_error("host", why % host)


class ColourForm(forms.Form):
    """In which colour links and buttons are drawn."""

    codes = ("accent", "accent_on_dark")

    accent = forms.ChoiceField(
        label=gettext_lazy("Colour"), required=False, widget=forms.RadioSelect
    )
    own = LimitedField(
        label=gettext_lazy("Another colour"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("As designers write it: # and six digits, such as #1f5f8b."),
    )
    accent_on_dark = LimitedField(
        label=FACTS["accent_on_dark"],
        required=False,
        max_length=20,
        help_text=gettext_lazy(
            "For readers who like it dark. Empty: worked out of the colour above."
        ),
    )

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.nearest: dict[str, str] = {}
        self.fields["accent"].choices = [
            ("", _("The colour of Liaison")),
            *COLOURS.items(),
            (OWN_COLOUR, _("Another colour, written below")),
        ]

    @staticmethod
    def entered(facts: dict[str, Any]) -> dict[str, Any]:
        """Return the colours; one without a name stands in the field for others."""
        is_named = facts["accent"] in ("", *COLOURS)
        return {
            "accent": facts["accent"] if is_named else OWN_COLOUR,
            "own": "" if is_named else facts["accent"],
            "accent_on_dark": facts["accent_on_dark"],
        }

    def clean_own(self) -> str:
        return _as_colour(self.cleaned_data["own"])

    def clean_accent_on_dark(self) -> str:
        return _as_colour(self.cleaned_data["accent_on_dark"])

    def clean(self) -> dict[str, Any]:
        is_own = self.cleaned_data.get("accent") == OWN_COLOUR
        if is_own and "own" in self.cleaned_data and not self.cleaned_data["own"]:
            self.add_error("own", _("Please write a colour here, or choose one above."))
        return self.cleaned_data

    def wanted(self) -> dict[str, Any]:
        """Return the two colours as they are to be; "" for Liaison's own, or one worked out."""
        accent = self.cleaned_data["accent"]
        accent = self.cleaned_data["own"] if accent == OWN_COLOUR else accent
        on_dark = self.cleaned_data["accent_on_dark"] if accent else ""
        return {"accent": accent, "accent_on_dark": on_dark}

    def too_faint(self) -> list[TooFaint]:
        """Return what would be refused of the colours, without changing anything."""
        wanted = self.wanted()
        return [
            TooFaint(code, wanted[code], dark=dark)
            for code, dark in (("accent", False), ("accent_on_dark", True))
            if wanted[code] and not colours.is_readable(wanted[code], dark=dark)
        ]

    def refuse(self, refused: TooFaint) -> None:
        """Say how faint a colour is, and which is the nearest that is not."""
        is_dark = refused.code == "accent_on_dark"
        field = "accent_on_dark" if is_dark else "own"
        self.nearest[field] = refused.nearest
        why = (
            _(
                "This colour is too dark for dark paper: its contrast is %(contrast)s, and 4.5 is "
                "needed so that everybody can read links and buttons. The nearest colour that "
                "can be read is %(nearest)s."
            )
            if is_dark
            else _(
                "This colour is too faint for light paper: its contrast is %(contrast)s, and 4.5 "
                "is needed so that everybody can read links and buttons. The nearest colour that "
                "can be read is %(nearest)s."
            )
        )
        self.add_error(field, why % {"contrast": refused.contrast, "nearest": refused.nearest})


class FocusAreaForm(forms.Form):
    """The names of a focus area, and the terms by which evidence belongs to it."""

    codes = tuple(AREA_FACTS)

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        for language in WRITTEN_IN:
            self.fields[f"name_{language}"] = LimitedField(
                label=AREA_FACTS[f"name_{language}"], required=language == "en", max_length=100
            )
        self.fields["terms"] = WrittenField(
            label=AREA_FACTS["terms"],
            required=False,
            max_length=MOST_TERMS * (LONGEST_TERM + 1),
            widget=forms.Textarea(attrs={"rows": 12}),
            help_text=_(
                "Words, or phrases of two words, one a line, in every language you expect. A "
                "project counts for the focus area when it has one of them, so choose precise "
                "ones."
            ),
        )

    @staticmethod
    def entered(facts: dict[str, Any]) -> dict[str, Any]:
        """Return the facts as the form shows them."""
        return facts | {"terms": "\n".join(facts["terms"])}

    def clean_terms(self) -> list[str]:
        lines = self.cleaned_data["terms"].replace(",", "\n").lower().splitlines()
        terms = sorted({" ".join(line.replace("-", " ").split()) for line in lines} - {""})
        wrong = [term for term in terms if not _may_be_term(term)]
        if wrong:
            raise forms.ValidationError(
                _("Please write one word or two words a line, letters and digits only: %(terms)s")
                % {"terms": ", ".join(wrong[:5])}
            )
        if len(terms) > MOST_TERMS:
            raise forms.ValidationError(
                _("Please keep it to %(number)d terms.") % {"number": MOST_TERMS}
            )
        return terms

    def wanted(self) -> dict[str, Any]:
        """Return the facts as they are to be."""
        return {code: self.cleaned_data[code] for code in self.codes}


class RemovalForm(forms.Form):
    """What becomes of the terms of a focus area that is given up."""

    heir = forms.ChoiceField(
        label=gettext_lazy("What becomes of its terms?"), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, heirs: list[tuple[str, str]], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        passed_on = [
            (key, _("“%(area)s” gets them, and so what they find still counts.") % {"area": name})
            for key, name in heirs
        ]
        self.fields["heir"].choices = [*passed_on, ("none", _("They are given up too."))]


class FoundingForm(forms.Form):
    """A further cluster: from a starting set, or with nothing but a name."""

    starting_set = forms.ChoiceField(label=gettext_lazy("Start from"), widget=forms.RadioSelect)
    name = NameField(label=FACTS["name"], required=False, max_length=200)
    slug = forms.SlugField(
        label=gettext_lazy("Its name in addresses"),
        required=False,
        max_length=50,
        help_text=gettext_lazy("Small letters, digits and hyphens, such as wood."),
    )
    manager = forms.EmailField(
        label=gettext_lazy("E-mail address of its manager"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Of somebody with an account here. Can be decided later."),
    )

    def __init__(self, *args: Any, sets: list[tuple[str, str]], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fields["starting_set"].choices = [
            *sets,
            ("", _("Nothing: name it below")),
        ]
        self.fields["starting_set"].required = False

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("starting_set"):
            for code in ("name", "slug"):
                if code in self.cleaned_data and not self.cleaned_data[code]:
                    self.add_error(code, _("Please fill this in, or start from a set above."))
        if self.cleaned_data.get("slug") == "new":
            self.add_error("slug", _("This name is taken by a page. Please choose another one."))
        self.cleaned_data["slug"] = self.cleaned_data.get("slug", "").lower()
        return self.cleaned_data


def _as_colour(written: str) -> str:
    if not written.strip():
        return ""
    try:
        return colours.read_colour(written)
    except colours.NotAColour:
        raise forms.ValidationError(
            _("That is no colour. Please write # and six digits or letters from a to f.")
        ) from None


def _may_be_term(term: str) -> bool:
    words = term.split()
    return len(words) <= 2 and len(term) <= LONGEST_TERM and all(map(str.isalnum, words))
