"""Mail rows."""

import factory
from factory.django import DjangoModelFactory

from common import clock, codes
from mailing.models import Message, MessageState


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
