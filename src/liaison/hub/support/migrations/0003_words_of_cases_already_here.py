from collections import defaultdict

from django.db import migrations

from liaison.hub.support.lookup import words_of

_CASES_AT_ONCE = 1_000


def work_out_words(apps, schema_editor):
    cases = apps.get_model("support", "Case").objects
    words_said = apps.get_model("support", "Word").objects
    LookupWord = apps.get_model("support", "LookupWord")
    keys = list(cases.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), _CASES_AT_ONCE):
        some = keys[first : first + _CASES_AT_ONCE]
        words = defaultdict(set)
        subjects = cases.filter(pk__in=some).values_list("pk", "joined_to", "subject")
        said = words_said.filter(case__in=some).values_list("case", "case__joined_to", "said")
        for key, other, text in (*subjects, *said):
            words[other or key] |= words_of(text)
        LookupWord.objects.bulk_create(
            (LookupWord(case_id=key, word=word) for key in words for word in words[key]),
            batch_size=5_000,
            # Another question that was joined to the same may have brought it.
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [("support", "0002_cases_found_by_words_and_in_order")]
    operations = [migrations.RunPython(work_out_words, migrations.RunPython.noop)]
