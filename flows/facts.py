"""The one table that answers "what happens when...?": fact -> its handlers, in order.

A handler is ``flows.handlers.<stage>.<name>(*, message_id, at, **ids)``. It may run twice. Names are
strings, so that this table can be read without loading the house; a test loads each of them.
``manage.py facts`` prints the table.
"""

from collections.abc import Callable

from django.utils.module_loading import import_string

FACTS: dict[str, list[str]] = {
    # --- the campaign and its applications
    "campaign.published": [],
    "campaign.closed": [],
    "campaign.cancelled": [
        "flows.handlers.draws.end_with_campaign",
        "flows.handlers.applications.tell_of_cancellation",
        "flows.handlers.leads.end_with_campaign",
    ],
    "campaign.amended": ["flows.handlers.applications.tell_of_amendment"],
    "campaign.cancellation_continued": ["flows.handlers.applications.tell_of_cancellation"],
    "application.submitted": [
        "flows.handlers.applications.send_receipt",
        "flows.handlers.applications.compare",
    ],
    "application.changed": ["flows.handlers.applications.compare"],
    "application.withdrawn": [
        "flows.handlers.applications.confirm_withdrawal",
        "flows.handlers.places.free_withdrawn",
    ],
    "person.erased": [],
    # --- people imported from the forms of ads
    "leads.to_read": ["flows.handlers.leads.read_file"],
    "leads.to_invite": ["flows.handlers.leads.write_invitations"],
    # --- messages to many
    "batch.released": ["flows.handlers.applications.write_batch"],
    "batch.continued": ["flows.handlers.applications.write_batch"],
    # --- the draw and its places
    "draw.requested": ["flows.handlers.draws.work"],
    "trial.requested": ["flows.handlers.draws.work_trial"],
    "draw.attempted": [],
    "draw.found_edited": [],
    "draw.root_reported": [],
    "draw.sealed": [
        "flows.handlers.draws.mail_receipts",
        "flows.handlers.witnesses.mail_sealed",
    ],
    "draw.drawn": ["flows.handlers.draws.mail_answers", "flows.handlers.witnesses.forget"],
    "draw.mail_continued": ["flows.handlers.draws.go_on_mailing"],
    "draw.voided": [
        "flows.handlers.draws.take_back_answers",
        "flows.handlers.draws.end_share_links",
        "flows.handlers.draws.mail_void",
        "flows.handlers.witnesses.forget",
    ],
    "witness.asked": ["flows.handlers.witnesses.mail_asked"],
    "place.asked": ["flows.handlers.places.mail_offer"],
    "place.reminded": ["flows.handlers.places.mail_reminder"],
    "place.freed": ["flows.handlers.places.ask_next", "flows.handlers.places.mail_end"],
    # --- the party and its kit
    "party.accepted": [
        "flows.handlers.kits.reserve",
        "flows.handlers.sales.open_shop_for_party",
        "flows.handlers.parties.mail_choose_date",
    ],
    "party.scheduled": [
        "flows.handlers.guests.open_invitation",
        "flows.handlers.kits.set_deadline",
        "flows.handlers.guests.mail_host_scheduled",
    ],
    "party.moved": [
        "flows.handlers.kits.set_deadline",
        "flows.handlers.guests.mail_host_moved",
        "flows.handlers.guests.tell_moved",
    ],
    "party.cancelled": [
        "flows.handlers.kits.release",
        "flows.handlers.guests.mail_host_cancelled",
        "flows.handlers.guests.tell_cancelled",
        "flows.handlers.places.close_log",
    ],
    "party.ended": [
        "flows.handlers.guests.thank",
        "flows.handlers.guests.forget_needs",
        "flows.handlers.places.close_log",
    ],
    "kit.allocated": [],
    "kit.released": [],
    "kit.shipped": ["flows.handlers.kits.mail_shipped"],
    "kit.delivered": ["flows.handlers.kits.mail_delivered"],
    # --- guests
    "rsvp.answered": [
        "flows.handlers.sales.open_shop_for_guest",
        "flows.handlers.guests.confirm_answer",
        "flows.handlers.guests.tell_host",
    ],
    "rsvp.erased": ["flows.handlers.guests.tell_host_freed"],
    "rsvp.promoted": ["flows.handlers.guests.confirm_promoted"],
    "guest.recognised": ["flows.handlers.guests.send_link"],
    # --- the demonstration
    "clock.moved": ["flows.handlers.demo.catch_up"],
    # --- orders
    "delivery.stored": ["flows.handlers.sales.work_delivery"],
    "order.recorded": ["flows.handlers.sales.weigh_order"],
    "order.refunded": ["flows.handlers.sales.weigh_order"],
}

PREFIX = "flows.handlers."


class UnknownFact(Exception):
    """A fact that the table does not name: a typing mistake, or a newer version wrote it."""


def handlers_of(fact: str) -> list[str]:
    """Return the dotted paths of the handlers of ``fact``, in order; raises UnknownFact."""
    try:
        return FACTS[fact]
    except KeyError:
        raise UnknownFact(fact) from None


def load(path: str) -> Callable[..., None]:
    """Return the function behind a dotted path of the table."""
    handler: Callable[..., None] = import_string(path)
    return handler
