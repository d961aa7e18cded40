"""What was done about needs, offers, introductions, questions and challenges, in sentences."""

from django.utils.translation import gettext_lazy as _

# By what was done; what the software or a visitor did names nobody.
SENTENCES_OF_MATCHMAKING = {
    ("listing.begun", ""): _("%(actor)s began to write a need or an offer."),
    ("listing.taken_up", ""): _(
        "%(actor)s went on with a need or an offer that the team wrote down."
    ),
    ("listing.passage_allowed", ""): _(
        "%(actor)s said why a passage of a need or an offer is all right."
    ),
    ("listing.discarded", ""): _("%(actor)s erased the draft of a need or an offer."),
    ("listing.matched", ""): _("%(actor)s opened a need or an offer to an organisation."),
    ("listing.unmatched", ""): _("%(actor)s closed a need or an offer to an organisation."),
    ("listing.nda_noted", ""): _(
        "%(actor)s noted a non-disclosure agreement on a need or an offer."
    ),
    ("listing.nda_over", ""): _(
        "%(actor)s noted that a non-disclosure agreement on a need or an offer is over."
    ),
    ("listing.noted", ""): _("%(actor)s wrote down for a member what it needs or offers."),
    ("listing.noted_anew", ""): _("%(actor)s changed what was written down for a member."),
    ("listing.noted_withdrawn", ""): _("%(actor)s erased what was written down for a member."),
    ("listing.submitted", ""): _("%(actor)s submitted a need or an offer to the team."),
    ("listing.taken_back", ""): _(
        "%(actor)s took a need or an offer back before it was published."
    ),
    ("listing.change_submitted", ""): _(
        "%(actor)s submitted a change of a published need or offer."
    ),
    ("listing.review_begun", ""): _("%(actor)s began to read a need or an offer."),
    ("listing.published", ""): _("%(actor)s published a need or an offer."),
    ("listing.returned", ""): _("%(actor)s returned a need or an offer with remarks."),
    ("listing.paused", ""): _("%(actor)s paused a need or an offer."),
    ("listing.resumed", ""): _("%(actor)s let a paused need or offer be seen again."),
    ("listing.closed", ""): _("%(actor)s closed a need or an offer."),
    ("listing.renewed", ""): _("%(actor)s kept a need or an offer open for longer."),
    ("listing.expired", ""): _("The last day of a need or an offer has passed."),
    ("interest.submitted", ""): _("%(actor)s answered a need or an offer."),
    ("interest.withdrawn", ""): _("%(actor)s took back an answer to a need or an offer."),
    ("interest.more_said", ""): _("%(actor)s said more about an answer to a need or an offer."),
    ("interest.forwarded", ""): _("%(actor)s passed on an answer to a need or an offer."),
    ("interest.turned_down", ""): _("%(actor)s did not pass on an answer to a need or an offer."),
    ("interest.accepted", ""): _("%(actor)s accepted an answer to a need or an offer."),
    ("interest.declined", ""): _("%(actor)s declined an answer to a need or an offer."),
    ("interest.put_off", ""): _("%(actor)s put off an answer to a need or an offer."),
    ("interest.asked_for_more", ""): _(
        "%(actor)s asked whoever answered a need or an offer for more."
    ),
    ("interest.answer_taken_back", ""): _(
        "%(actor)s took back a decision on an answer to a need or an offer."
    ),
    ("interest.woken", ""): _(
        "The day has come to which an answer to a need or an offer was put off."
    ),
    ("interest.expired", ""): _("Nobody decided in time on an answer to a need or an offer."),
    ("interest.outcome_said", ""): _(
        "%(actor)s said what came of an answer to a need or an offer."
    ),
    ("interest.ended_by_merger", ""): _(
        "%(actor)s ended an answer to a need or an offer by merging two entries."
    ),
    ("interest.brought_back", ""): _(
        "%(actor)s brought back an answer to a need or an offer by undoing a merger."
    ),
    ("introduction.proposed", ""): _("%(actor)s proposed an introduction."),
    ("introduction.reworded", ""): _("%(actor)s changed what is passed on in an introduction."),
    ("introduction.vetted", ""): _("%(actor)s passed an introduction on."),
    ("introduction.vetoed", ""): _("%(actor)s did not pass an introduction on."),
    ("introduction.confirmed", ""): _(
        "%(actor)s agreed to an introduction that the team proposed."
    ),
    ("introduction.asked", ""): _("The asked side of an introduction was written to."),
    ("introduction.declined", ""): _("The asked side of an introduction said no."),
    ("introduction.withdrawn", ""): _("The asking side does not want an introduction."),
    ("introduction.not_now", ""): _("The asked side of an introduction said: not now."),
    ("introduction.wrong_person", ""): _(
        "The asked person of an introduction named somebody else."
    ),
    ("introduction.returned", ""): _("The e-mail to the asked side of an introduction came back."),
    ("introduction.opted_out", ""): _(
        "The asked side of an introduction does not want to be asked at all."
    ),
    ("introduction.accepted", ""): _(
        "Both sides of an introduction said yes; contacts were released."
    ),
    ("introduction.expired", ""): _("Nobody answered an introduction in time."),
    ("introduction.cancelled", ""): _("%(actor)s took an introduction back."),
    ("introduction.met", ""): _("The two sides of an introduction have met."),
    ("introduction.outcome", ""): _("It was said what came of an introduction."),
    ("introduction.message", ""): _("A message of an introduction was passed on."),
    ("agreement.wanted", ""): _("%(actor)s asked for a non-disclosure agreement."),
    ("agreement.begun", ""): _(
        "Both sides said yes, so their non-disclosure agreement can be made."
    ),
    ("agreement.brought", ""): _("The document of a non-disclosure agreement was sent."),
    ("agreement.signed_asking", ""): _("The asking side signed a non-disclosure agreement."),
    ("agreement.signed_asked", ""): _("The asked side signed a non-disclosure agreement."),
    ("agreement.unsigned_asking", ""): _("The signature of the asking side was taken back."),
    ("agreement.unsigned_asked", ""): _("The signature of the asked side was taken back."),
    ("agreement.last_day", ""): _("The last day of a non-disclosure agreement was noted."),
    ("agreement.later_wanted", ""): _(
        "It was proposed that a non-disclosure agreement counts for longer."
    ),
    ("agreement.later_agreed", ""): _(
        "Both sides let a non-disclosure agreement count for longer."
    ),
    ("agreement.later_left", ""): _(
        "It was left at the last day that a non-disclosure agreement has."
    ),
    ("agreement.lapsed", ""): _("A non-disclosure agreement lapsed with its introduction."),
    ("agreement.ended", ""): _("A non-disclosure agreement was called off."),
    ("collaboration.begun", ""): _("%(actor)s wrote down the idea of a collaboration."),
    ("collaboration.changed", ""): _("%(actor)s changed a collaboration."),
    ("collaboration.partner_added", ""): _("%(actor)s added a partner to a collaboration."),
    ("collaboration.partner_changed", ""): _("%(actor)s changed a partner of a collaboration."),
    ("collaboration.partner_removed", ""): _("%(actor)s removed a partner from a collaboration."),
    ("collaboration.opened", ""): _("%(actor)s changed who reads a collaboration."),
    ("collaboration.judged", ""): _("%(actor)s judged whether a collaboration is a flagship."),
    ("collaboration.taken_on", ""): _("%(actor)s took a collaboration to another stage."),
    ("collaboration.answered", ""): _(
        "It was said whether an organisation takes part in a collaboration."
    ),
    ("interaction.logged", ""): _("%(actor)s logged a contact."),
    ("interaction.changed", ""): _("%(actor)s changed a contact."),
    ("interaction.removed", ""): _("%(actor)s removed a contact."),
    ("interaction.brought_back", ""): _("%(actor)s brought back a contact."),
    ("interaction.follow_up_added", ""): _("%(actor)s added what is to be done after a contact."),
    ("interaction.follow_up_done", ""): _("%(actor)s did what was to be done after a contact."),
    ("interaction.follow_up_reopened", ""): _(
        "%(actor)s reopened what is to be done after a contact."
    ),
    ("interaction.outcome_added", ""): _("%(actor)s noted what came of a contact."),
    ("interaction.outcome_removed", ""): _("%(actor)s took back what came of a contact."),
    ("skill_card.written", ""): _("%(actor)s wrote a skill card."),
    ("skill_card.shown", ""): _("%(actor)s let members see a skill card."),
    ("skill_card.returned", ""): _("%(actor)s returned a skill card with a word."),
    ("skill_card.taken_down", ""): _("%(actor)s took down a skill card."),
    ("case.asked", ""): _("%(actor)s asked the team a question."),
    ("case.written", ""): _("%(actor)s wrote more to the team."),
    ("case.taken", ""): _("%(actor)s took over the question of a member."),
    ("case.given_back", ""): _("%(actor)s gave the question of a member back to the team."),
    ("case.handed_over", ""): _("%(actor)s gave the question of a member to a colleague."),
    ("case.answered", ""): _("%(actor)s answered the question of a member."),
    ("case.asked_back", ""): _("%(actor)s asked a member back about a question."),
    ("case.noted", ""): _("%(actor)s noted something about the question of a member."),
    ("case.sorted", ""): _("%(actor)s changed the topic or priority of a question."),
    ("case.joined", ""): _("%(actor)s joined two questions of a member."),
    ("case.taken_apart", ""): _("%(actor)s took two joined questions apart."),
    ("case.put_back", ""): _("%(actor)s put the question of a member back as it was."),
    ("case.settled", ""): _("%(actor)s said that a question is settled."),
    ("case.closed", ""): _("%(actor)s closed the question of a member."),
    ("case.closed_by_itself", ""): _("An answered question closed by itself."),
    ("case.reopened", ""): _("%(actor)s reopened the question of a member."),
    ("case.erased", ""): _("%(actor)s erased a question to the team."),
    ("case.reminded", ""): _("Somebody was reminded of an answered question."),
    ("case.face_given", ""): _("A member said how an answer was."),
    ("case_topics.set_up", ""): _("Topics for the questions of members were set up."),
    ("case_topic.added", ""): _("%(actor)s added a topic for the questions of members."),
    ("case_topic.changed", ""): _("%(actor)s changed a topic for the questions of members."),
    ("case_promise.changed", ""): _("%(actor)s changed within how many days the team answers."),
    ("absence.said", ""): _("%(actor)s said when somebody of the team is away."),
    ("absence.ended", ""): _("%(actor)s said that somebody of the team is back."),
    ("canned_answer.added", ""): _("%(actor)s added an answer at hand."),
    ("canned_answer.changed", ""): _("%(actor)s changed an answer at hand."),
    ("canned_answer.removed", ""): _("%(actor)s removed an answer at hand."),
    ("clock.assigned", ""): _("%(actor)s said who of the team looks after something that waits."),
    ("clock.put_off", ""): _("%(actor)s put off something that waits."),
    ("clock.put_back", ""): _("%(actor)s undid what was done with something that waits."),
    ("clock.reminded", ""): _("%(actor)s reminded somebody of what waits for them."),
    ("policy_signal.told", ""): _("%(actor)s told the team what hinders its organisation."),
    ("policy_signal.taken_up", ""): _(
        "%(actor)s took up what the team noted as hindering its organisation."
    ),
    ("policy_signal.changed", ""): _("%(actor)s said differently what hinders its organisation."),
    ("policy_signal.taken_back", ""): _("%(actor)s took back what hinders its organisation."),
    ("policy_signal.noted", ""): _("%(actor)s noted what hinders a member."),
    ("policy_signal.noted_anew", ""): _("%(actor)s changed what was noted as hindering a member."),
    ("policy_signal.noted_withdrawn", ""): _(
        "%(actor)s erased what was noted as hindering a member."
    ),
    ("policy_signal.echoed", ""): _(
        "%(actor)s said that a challenge hinders its organisation too."
    ),
    ("policy_signal.gathered", ""): _("%(actor)s added what hinders a member to a challenge."),
    ("policy_signal.taken_out", ""): _("%(actor)s took what hinders a member out of a challenge."),
    ("policy_signal.set_aside", ""): _("%(actor)s did not carry on what hinders a member."),
    ("policy_signal.sorted_again", ""): _("%(actor)s had what hinders a member looked at again."),
    ("challenge.begun", ""): _("%(actor)s began a challenge."),
    ("challenge.written", ""): _("%(actor)s wrote what a challenge says."),
    ("challenge.opened_to_members", ""): _("%(actor)s opened a challenge to members."),
    ("challenge.closed_to_members", ""): _("%(actor)s no longer shows a challenge to members."),
    ("challenge.answer_told", ""): _("%(actor)s told members what was answered to a challenge."),
    ("challenge.closed", ""): _("%(actor)s closed a challenge."),
    ("challenge.opened_again", ""): _("%(actor)s opened a challenge again."),
    ("challenge.carried", ""): _("%(actor)s carried a challenge to a ministry or funder."),
    ("challenge.asked_anew", ""): _(
        "%(actor)s asked others at a ministry or funder about a challenge."
    ),
    ("challenge.taken_back", ""): _("%(actor)s took a challenge back from a ministry or funder."),
    ("challenge.acknowledged", ""): _("%(actor)s confirmed that a challenge has arrived."),
    ("challenge.answered", ""): _("%(actor)s answered a challenge."),
    ("challenge.answer_noted", ""): _("%(actor)s noted what was answered to a challenge."),
    ("challenge.answer_taken_back", ""): _(
        "%(actor)s took an answer to a challenge back before it was told."
    ),
    ("challenge.answer_corrected", ""): _("%(actor)s corrected an answer to a challenge."),
}
