"""What changed lately of all entries that somebody may edit: by whom, which field, on which day."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from liaison.hub.bulk_edits.queries import works_in_a_team
from liaison.hub.directory.curating import MAP, VISIBILITY
from liaison.hub.directory.editing import CODES, changes_lately, people_who_changed
from liaison.hub.web.entry_editing import presenting
from liaison.hub.web.entry_editing.terms import names_in
from liaison.hub.web.layout.context import team_desk_of

CHANGES_PER_PAGE = 50


class LatelyForm(forms.Form):
    """By what changes are narrowed; what is empty narrows nothing."""

    by = forms.ChoiceField(label=pgettext_lazy("who changed it", "Person"), required=False)
    field = forms.ChoiceField(label=pgettext_lazy("of an entry", "Field"), required=False)
    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Please write the day as year-month-day: 2026-11-02.")},
    )

    def __init__(self, *arguments: Any, people: list[tuple[str, str]], **options: Any) -> None:
        """:param people: public ids and names of those who changed something"""
        super().__init__(*arguments, **options)
        by: Any = self.fields["by"]
        by.choices = [("", pgettext_lazy("who changed it", "Anybody")), *people]
        fields = [(code, presenting.label_of(code)) for code in (*CODES, VISIBILITY, MAP)]
        field: Any = self.fields["field"]
        field.choices = [
            ("", pgettext_lazy("field of an entry", "Any")),
            *sorted(fields, key=lambda each: each[1].casefold()),
        ]


@require_safe
@never_cache
def lately(request: HttpRequest) -> HttpResponse:
    if team_desk_of(request) is None and not works_in_a_team(request.user):
        raise Http404
    form = LatelyForm(request.GET, people=people_who_changed(for_user=request.user))
    # A choice that does not exist narrows nothing; the form says what is wrong with it.
    form.is_valid()
    found = changes_lately(**_said(form), for_user=request.user)
    page = Paginator(found, CHANGES_PER_PAGE).get_page(request.GET.get("page"))
    named = names_in(page)
    return render(
        request,
        "entry_editing/lately.html",
        {
            "form": form,
            "page": page,
            "is_narrowed": any(_said(form).values()),
            "changes": [(each.organisation, presenting.show_change(each, named)) for each in page],
        },
    )


def _said(form: LatelyForm) -> dict[str, Any]:
    said = form.cleaned_data
    return {"by": said.get("by", ""), "field": said.get("field", ""), "day": said.get("day")}
