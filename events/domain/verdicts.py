"""A reason put on many applications at once, or taken away, beside whatever else they are weighed by."""

from django.db.models import QuerySet

from events.models import Application, Verdict


def put(*, reason: str, on: QuerySet[Application]) -> None:
    """Make these not eligible for ``reason``, after any other reason they have."""
    for one in on.filter(verdict=Verdict.INELIGIBLE).only("pk", "reasons"):
        if reason not in one.reasons:
            _of(one).update(reasons=[*one.reasons, reason])
    on.filter(verdict=Verdict.ELIGIBLE).update(verdict=Verdict.INELIGIBLE, reasons=[reason])


def take(*, reason: str, off: QuerySet[Application]) -> None:
    """Take ``reason`` away; who has no other is eligible again."""
    # Read before the change: the rows are those that have the reason.
    alone = list(off.filter(reasons=[reason]).values_list("pk", flat=True))
    for one in off.exclude(pk__in=alone).only("pk", "reasons"):
        _of(one).update(reasons=[code for code in one.reasons if code != reason])
    Application.objects.filter(pk__in=alone).update(verdict=Verdict.ELIGIBLE, reasons=[])


def _of(one: Application) -> QuerySet[Application]:
    return Application.objects.filter(pk=one.pk)
