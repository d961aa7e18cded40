"""Words of English, French and German sentences that say nothing of what a sentence is about."""

from collections.abc import Sequence

from liaison.opendata.resolution.words import word_of

# Folded, as `words.tokens` gives them. Linking words ("of", "des", "und") are known to `word_of`.
_ENGLISH = """
    about above after all also any are as be been before being between both but can could did do
    does doing done each few from had has have having he her here his how if into is it its itself
    just many may me more most much must my near no nor not now off only or other our ours out over
    own same she should so some such than that their theirs them then there these they this those
    through too under until up upon us very was we were what when where which while who whom whose
    why will within without would you your yours
"""
_FRENCH = """
    ainsi apres aussi autre autres avant avec avoir avons car ce ceci cela celle celui ces cet cette
    chaque chez comme comment dans depuis donc dont elle elles en encore entre es est etes etre fait
    faire font ici ils j je leur leurs lors m ma mais me meme mes moi mon n ne ni nos notre nous ont
    ou par parce pas peu peut peuvent plus pour pres puis qu quand que quel quelle quelles quels qui
    sans se selon ses si soit sommes son sont sous sur t ta te tes toi ton tous tout toute toutes
    tres tu un une vers vos votre vous y
"""
_GERMAN = """
    aber alle allem allen aller alles als also auch auf aus bei beim bin bis bist da dabei dadurch
    damit dann darauf dass dein deine dem denn des dessen deren dich dies diese diesem diesen dieser
    dieses dir doch dort du durch eine einem einen einer eines er es euch euer etwas fast gegen habe
    haben hat hatte hier hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer in ist jede jedem jeden
    jeder jedes jetzt kann kein keine konnen konnte machen macht man mehr mein meine mich mir mit
    nach nicht noch nun nur ob oder ohne sehr sein seine seinem seinen seiner seit sich sie sind
    sowie sowohl uber uns unser unsere unserem unseren unserer unter viel viele vom vor wann war
    waren warum was weil welche welchem welchen welcher welches wenn wer werden wie wir wird wo
    wurde wurden zum zur zwischen
"""
STOP_WORDS = frozenset(f"{_ENGLISH} {_FRENCH} {_GERMAN}".split())
# Whoever writes one of these asks a question; names hardly hold them.
_ASKING_WORDS = """
    who which whom whose what where that looking need needs searching can help offering
    qui quel quelle quelles quels que quoi cherche cherchons besoin
    wer wen welche welcher welches wo suche suchen brauche brauchen
"""
_ASKING = frozenset(_ASKING_WORDS.split())
# What such a question adds to what it is about.
_WORDS_OF_QUESTIONS = """
    make makes making produce produces offer offers provide provides find finds search want wants
    know knows work works company companies firm firms organisation organisations organization
    organizations somebody someone anybody anyone people partner partners for us
    help helps support supports
    aide aident aider fabrique fabriquent
    produit produisent offre offrent propose proposent trouver connait travaille
    travaillent entreprise entreprises partenaire partenaires quelqu
    hilft helfen unterstutzt unterstutzen
    herstellt herstellen stellt stellen bietet bieten anbietet anbieten finden kennt arbeitet
    arbeiten unternehmen firma firmen organisation partner jemand jemanden her
"""
_OF_QUESTIONS = frozenset(_WORDS_OF_QUESTIONS.split())
# "The Who" is a name: shorter texts are taken word by word.
_SHORTEST_QUESTION = 4


def without_asking(found: Sequence[str]) -> list[str]:
    """
    Return the tokens of a text without those that only ask, if it is a question in whole words.

    "who makes antibodies in Luxembourg" comes to "antibodies luxembourg".
    """
    is_asking = len(found) >= _SHORTEST_QUESTION and not _ASKING.isdisjoint(found)
    passed_over = STOP_WORDS | _ASKING | _OF_QUESTIONS if is_asking else frozenset()
    left = [token for token in found if token not in passed_over]
    return left if any(map(word_of, left)) else list(found)
