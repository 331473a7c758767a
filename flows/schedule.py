"""What is forgotten by itself once it has been kept long enough."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.domain import invitations
from common.models import HandledFact, IdempotencyKey, OutboxMessage

IDEMPOTENCY_KEPT = timedelta(days=2)
TOLD_FACTS_KEPT = timedelta(days=30)


@transaction.atomic
def retention(*, at: datetime) -> None:
    """Forget answers kept for replaying, facts told long ago, and offers of a role that are over."""
    IdempotencyKey.objects.filter(created_at__lt=at - IDEMPOTENCY_KEPT).delete()
    told = OutboxMessage.objects.filter(done_at__lt=at - TOLD_FACTS_KEPT)
    HandledFact.objects.filter(message__in=told).delete()
    told.delete()
    invitations.forget_ended(at=at)
