"""What we write to people about applications for membership; replies go to the cluster team."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from liaison.hub.membership.models import Application, Step
from liaison.hub.membership.queries import committee_of
from liaison.hub.notifications.actions import Words, send_letter_about, write_to_team
from liaison.hub.notifications.choices import LetterKind


def confirm_receipt(application_id: int, *, now: dt.datetime) -> None:
    """Tell the applicant that the application has arrived, and by when an answer comes."""
    application = _get(application_id)
    _to_applicant(application, lambda: _receipt(application), now=now)


def tell_team(application_id: int, *, now: dt.datetime) -> None:
    """Tell the cluster team that an application has arrived, where the team has an address."""
    application = _get(application_id)
    write_to_team(
        "membership:application",
        application.public_id,
        lambda: _arrival(application),
        cluster=application.cluster,
        now=now,
    )


def ask_to_complete(step_id: int, *, now: dt.datetime) -> None:
    """Tell the applicant what is missing."""
    step = _step(step_id)
    _to_applicant(step.application, lambda: _what_is_missing(step), now=now)


def ask_committee(application_id: int, *, now: dt.datetime) -> None:
    """Tell every member of the committee that an application waits for their vote."""
    application = _get(application_id)
    for person in committee_of(application.cluster):
        if person.email and person.pk != application.applicant_id:
            send_letter_about(
                "membership:application",
                application.public_id,
                _vote_wanted(application),
                about=LetterKind.WORK_WAITS,
                to=person.email,
                language=person.language,
                cluster=application.cluster,
                now=now,
            )


def welcome(application_id: int, *, now: dt.datetime) -> None:
    """Welcome the new member, in its representative's language."""
    application = _get(application_id)
    _to_applicant(application, lambda: _welcome(application), now=now)


def tell_refusal(step_id: int, *, now: dt.datetime) -> None:
    """Tell the applicant that the application is refused, and why."""
    step = _step(step_id)
    _to_applicant(step.application, lambda: _refusal(step), now=now)


def tell_reopening(step_id: int, *, now: dt.datetime) -> None:
    """Tell the applicant that a decision they were told of is looked at again."""
    step = _step(step_id)
    _to_applicant(step.application, lambda: _reopening(step), now=now)


def _receipt(application: Application) -> tuple[str, str]:
    subject = _("Your application to %(cluster)s has arrived")
    body = _(
        "Hello,\n"
        "\n"
        "thank you. The application of %(organisation)s for membership of %(cluster)s has "
        "arrived. The cluster team answers by %(day)s at the latest.\n"
        "\n"
        "Under “Membership” you see at any time how far it has come."
    )
    return _filled(subject, body, application)


def _arrival(application: Application) -> tuple[str, str]:
    subject = _("An application for membership: %(organisation)s")
    body = _(
        "Hello,\n"
        "\n"
        "%(organisation)s applies for membership of %(cluster)s. An answer is promised by "
        "%(day)s.\n"
        "\n"
        "The application waits under “Membership”."
    )
    return _filled(subject, body, application)


def _what_is_missing(step: Step) -> tuple[str, str]:
    subject = _("Something is missing in your application to %(cluster)s")
    body = _(
        "Hello,\n"
        "\n"
        "the team of %(cluster)s has looked at the application of %(organisation)s and asks you "
        "to complete it:\n"
        "\n"
        "%(said)s\n"
        "\n"
        "You can change it under “Membership” and submit it again."
    )
    return _filled(subject, body, step.application, said=step.said)


def _vote_wanted(application: Application) -> Words:
    def words() -> tuple[str, str]:
        subject = _("Your vote: %(organisation)s applies for membership")
        body = _(
            "Hello,\n"
            "\n"
            "%(organisation)s applies for membership of %(cluster)s, and the committee decides. "
            "Please read the application under “Membership”, and vote, or declare a conflict of "
            "interest. An answer is promised by %(day)s."
        )
        return _filled(subject, body, application)

    return words


def _welcome(application: Application) -> tuple[str, str]:
    subject = _("Welcome to %(cluster)s")
    body = _(
        "Hello,\n"
        "\n"
        "%(organisation)s is now a member of %(cluster)s. Welcome!\n"
        "\n"
        "You answer for its entry in the directory from now on. Three things are worth doing "
        "first: look through the entry, state what you need under “Find partners”, and write to "
        "the cluster team, who will be glad to meet you."
    )
    return _filled(subject, body, application)


def _refusal(step: Step) -> tuple[str, str]:
    subject = _("On your application to %(cluster)s")
    body = _(
        "Hello,\n"
        "\n"
        "%(cluster)s cannot admit %(organisation)s as a member at this time. The reason: "
        "%(reason)s.\n"
        "\n"
        "%(said)s\n"
        "\n"
        "If something is wrong here, please answer this letter. You may apply again."
    )
    reason = str(step.application.get_refusal_reason_display())
    return _filled(subject, body, step.application, said=step.said, reason=reason)


def _reopening(step: Step) -> tuple[str, str]:
    subject = _("The decision on your application to %(cluster)s is looked at again")
    body = _(
        "Hello,\n"
        "\n"
        "the decision on the application of %(organisation)s for membership of %(cluster)s no "
        "longer holds and is looked at again. The reason:\n"
        "\n"
        "%(said)s\n"
        "\n"
        "You hear from us by %(day)s at the latest."
    )
    return _filled(subject, body, step.application, said=step.said)


def _filled(subject: str, body: str, application: Application, **words: str) -> tuple[str, str]:
    words |= {
        "cluster": application.cluster.name,
        "organisation": application.organisation_name,
        "day": date_format(application.answer_due_on) if application.answer_due_on else "",
    }
    return subject % words, body % words


def _to_applicant(application: Application, words: Words, *, now: dt.datetime) -> None:
    person = application.applicant
    if not person.is_active:
        return
    send_letter_about(
        "membership:status",
        application.public_id,
        words,
        about=LetterKind.MEMBERSHIP,
        to=person.email,
        language=person.language,
        cluster=application.cluster,
        now=now,
    )


def _get(application_id: int) -> Application:
    related = ("cluster", "organisation", "applicant")
    return Application.objects.select_related(*related).get(pk=application_id)


def _step(step_id: int) -> Step:
    related = ("application__cluster", "application__organisation", "application__applicant")
    return Step.objects.select_related(*related).get(pk=step_id)
