"""Mail rows."""

import factory
from factory.django import DjangoModelFactory

from common import clock, codes
from mailing.models import Batch, BatchKind, BatchState, Bounce, Message, MessageState
from tests.factories.accounts import BrandFactory


class MessageFactory(DjangoModelFactory):
    """A plain message that is due now; ``in_state`` puts it further on."""

    class Meta:
        model = Message

    class Params:
        in_state = MessageState.QUEUED

    code = factory.LazyFunction(codes.capability)
    template = "receipt"
    to_address = "camille@example.com"
    language = "fr"
    subject = "Bonjour"
    text = "Bonjour Camille.\n"
    html = "<p>Bonjour Camille.</p>"
    state = factory.LazyAttribute(lambda o: o.in_state)
    send_after = factory.LazyFunction(clock.now)
    created_at = factory.LazyFunction(clock.now)
    sent_at = factory.LazyAttribute(
        lambda o: o.created_at if o.in_state == MessageState.SENT else None
    )


class BatchFactory(DjangoModelFactory):
    """A draft of staff's, to everyone who applied; ``about`` names its campaign."""

    class Meta:
        model = Batch

    code = factory.LazyFunction(codes.slug)
    brand = factory.SubFactory(BrandFactory)
    kind = BatchKind.STAFF
    state = BatchState.DRAFT
    key = factory.LazyAttribute(lambda o: f"staff:{o.code}")
    about = "campaign:0"
    audience = "APPLIED"
    title = "L’hiver à votre table"
    subject_fr = "Une nouvelle"
    subject_en = "A word"
    text_fr = "La nappe est arrivée."
    text_en = "The cloth has come."
    created_at = factory.LazyFunction(clock.now)


class BounceFactory(DjangoModelFactory):
    """A mail that left and came back for good."""

    class Meta:
        model = Bounce

    message = factory.SubFactory(MessageFactory, in_state=MessageState.SENT)
    brand = factory.LazyAttribute(lambda o: o.message.brand)
    kind = "HARD"
    status = "5.1.1"
    detail = "550 5.1.1 user unknown"
    at = factory.LazyFunction(clock.now)
