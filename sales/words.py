"""Why an order is credited, or is not, in sentences for staff and for the host.

To staff the sentence names tables by their hosts; to the host it names nobody.
"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.money import format_money
from sales.connectors.shapes import IncomingOrder, IncomingRefund, IncomingState
from sales.models import TEST_ORDER, Attribution, CreditKind


def reason(attribution: Attribution) -> str:
    """Say to staff why the order is credited, or is not, and who came next.

    ``party`` and ``runner_up`` are read: select them with the verdict.
    """
    if attribution.party is None:
        return _not_credited(attribution)
    words = {
        "host": attribution.party.host_first_name,
        "code": attribution.params.get("detail", ""),
    }
    said = {
        "CODE_USED": _("Credited to %(host)s’s table because the code %(code)s was used."),
        "CLICKED_BEFORE_ORDER": _(
            "Credited to %(host)s’s table because its link to the shop was followed before the order."
        ),
        "EMAIL_MATCHED": _(
            "Credited to %(host)s’s table because the buyer was a guest there and agreed to be counted."
        ),
        "TAG_SCANNED": _("Credited to %(host)s’s table because a tag was scanned there."),
        "HOST_NAMED": _("Credited to %(host)s’s table because the buyer named its host."),
        "SHARED": _("Shared between several tables; %(host)s’s had the largest part in it."),
    }.get(attribution.reason, _("Credited to %(host)s’s table."))
    sentences = [said % words, _when(attribution)]
    if attribution.runner_up is not None:
        sentences.append(
            _("Next in line: %(host)s’s table.") % {"host": attribution.runner_up.host_first_name}
        )
    return " ".join(sentence for sentence in sentences if sentence)


def reason_for_host(attribution: Attribution) -> str:
    """Say to the host why the order counts for their table; nobody is named."""
    said = {
        "CODE_USED": _("Counted because your code %(code)s was used."),
        "CLICKED_BEFORE_ORDER": _("Counted because your table’s link to the shop was followed."),
        "EMAIL_MATCHED": _("Counted because one of your guests ordered and agreed to be counted."),
        "TAG_SCANNED": _("Counted because a tag was scanned at your table."),
        "HOST_NAMED": _("Counted because the buyer named you."),
        "SHARED": _("Shared between your table and others that had a part in it."),
    }.get(attribution.reason, _("Counted for your table."))
    return said % {"code": attribution.params.get("detail", "")}


def given_back(kind: str) -> str:
    """Say to the host why a line other than the first of an order was booked."""
    if kind == CreditKind.REFUND:
        return _("Taken off: goods of an order counted before were given back.")
    return _("Corrected: the order was looked at again with what is known today.")


def considered(line: dict[str, object]) -> str:
    """Say what became of one signal of ``Attribution.considered``."""
    return {
        "CREDITED": _("Taken: it decided."),
        "REPEATED": _("Not needed: a better sign already speaks for this table."),
        "WEAKER_KIND": _("Passed over: a stronger kind of sign spoke for another table."),
        "EARLIER_TOUCH": _("Passed over: a later sign of the same kind counts."),
        "LATER_TOUCH": _("Passed over: an earlier sign of the same kind counts."),
        "TIED": _("Passed over: a tie, settled by the table’s number."),
        "OWN_PURCHASE": _("Refused: the host’s own purchase."),
        "NO_CONSENT": _("Refused: the buyer has not agreed to be counted."),
        "OUTSIDE_WINDOW": _("Refused: too long before the order."),
        "AFTER_ORDER": _("Refused: it came after the order."),
        "KIND_NOT_COUNTED": _("Refused: the campaign’s rule does not count this kind."),
        "BOT": _("Refused: a robot or a link preview followed the link."),
    }.get(str(line.get("weighing")), str(line.get("weighing")))


def kind(code: str) -> str:
    """Name a kind of signal."""
    return {
        "CODE": _("Promo code"),
        "CLICK": _("Link followed"),
        "EMAIL": _("Guest’s address"),
        "TAG": _("Tag scanned"),
        "NAME": _("Host named"),
    }.get(code, code)


def rule(key: str) -> str:
    """Say how a rule of attribution weighs; a rule that has no words here keeps its name."""
    return {
        "precedence-last-touch": _(
            "Weighed by the strongest kind of sign, and within one kind by the latest."
        ),
    }.get(key) or _("Weighed by the rule “%(rule)s”.") % {"rule": key}


def _not_credited(attribution: Attribution) -> str:
    window = attribution.params.get("window_days", 0)
    return {
        TEST_ORDER: _("Not credited: the shop marks it as a test, paid with play money."),
        "NO_SIGNAL": _("Not credited: no code, link or guest’s address ties it to a table."),
        "OWN_PURCHASE": _("Not credited: the host’s own purchase."),
        "NO_CONSENT": _(
            "Not credited: the buyer’s address is a guest’s, who has not agreed to be counted."
        ),
        "OUTSIDE_WINDOW": ngettext(
            "Not credited: the sign is older than the %(days)d day in which an order counts.",
            "Not credited: the sign is older than the %(days)d days in which an order counts.",
            int(window),
        )
        % {"days": window},
        "AFTER_ORDER": _("Not credited: the link was followed after the order."),
        "KIND_NOT_COUNTED": _(
            "Not credited: the campaign’s rule does not count this kind of sign."
        ),
        "ONLY_BOT_CLICKS": _("Not credited: only robots and link previews followed the link."),
    }.get(attribution.reason, _("Not credited."))


def _when(attribution: Attribution) -> str:
    """How long before the order the sign lay; nothing for a code, which is part of the order."""
    days = attribution.params.get("days_before")
    if not isinstance(days, int) or attribution.reason in ("CODE_USED", "SHARED"):
        return ""
    if days == 0:
        return _("That was less than a day before.")
    return ngettext("That was %(days)d day before.", "That was %(days)d days before.", days) % {
        "days": days
    }


_PARTS = {
    "body": gettext_lazy("The message"),
    "currency": gettext_lazy("The currency"),
    "currency_code": gettext_lazy("The currency"),
    "id": gettext_lazy("The number by which the shop knows it"),
    "order_id": gettext_lazy("The number of the order"),
    "line_items": gettext_lazy("The list of goods"),
    "lines": gettext_lazy("The list of goods"),
    "quantity": gettext_lazy("The number of pieces"),
    "promo_codes": gettext_lazy("The list of promo codes"),
    "refunds": gettext_lazy("The list of refunds"),
    "type": gettext_lazy("The kind of message"),
    "placed_at": gettext_lazy("The time of the order"),
    "created_at": gettext_lazy("The time of the order"),
    "updated_at": gettext_lazy("The time of the last change"),
}
_WHOLE = {
    "The body is not JSON in UTF-8.": gettext_lazy("The message is not JSON text."),
    "The body is nested too deeply.": gettext_lazy(
        "The message is not JSON text of a usual shape."
    ),
    "The topic is not the type in the body.": gettext_lazy(
        "The message says one kind on its envelope and another inside."
    ),
    "An amount is larger than any order can be.": gettext_lazy(
        "An amount is larger than any order."
    ),
    "The refund is larger than any order can be.": gettext_lazy(
        "The refund is larger than any order."
    ),
    "It failed again and again; see the log.": gettext_lazy(
        "It failed again and again on our side: whoever runs the server finds why in the log."
    ),
}


def set_aside(reason: str) -> str:
    """Say to staff why a delivery was set aside; ``reason`` is the English one kept with it."""
    if reason in _WHOLE:
        return str(_WHOLE[reason])
    currencies = re.findall(r"\b[A-Z]{3}\b", reason)
    if len(currencies) == 2 and "told in" in reason:
        return _("The order was told in %(before)s before, and now in %(now)s.") % {
            "before": currencies[0],
            "now": currencies[1],
        }
    if len(currencies) == 2 and reason.startswith("The refund"):
        return _("The refund is in %(refund)s, its order in %(order)s.") % {
            "refund": currencies[0],
            "order": currencies[1],
        }
    path = reason.split(maxsplit=1)[0].rstrip(":") if reason else ""
    last = re.sub(r"\[\d+\]", "", path).rsplit(".", 1)[-1]
    if last in _PARTS:
        return _("%(part)s is missing, or does not read.") % {"part": _PARTS[last]}
    if "amount" in last or "total" in last or "price" in last or last.endswith("_minor"):
        return _("An amount is missing, or does not read.")
    return _("A part of the message is missing, or does not read.")


def delivery_erased() -> str:
    """Say to staff why nothing of a delivery can be read any more."""
    return _("Its words were deleted when somebody they named was erased; what they booked stays.")


def delivery(
    said: IncomingOrder | IncomingRefund | None, before: IncomingOrder | None, language: str
) -> str:
    """Say to staff what one delivery changed, ``before`` being the latest telling that preceded it."""
    if said is None:
        return _("Nothing: this kind of message is no concern of ours.")
    if isinstance(said, IncomingRefund):
        if said.whole:
            return _("Everything not yet given back is refunded.")
        return _("%(amount)s is given back.") % {
            "amount": format_money(said.amount_minor, said.currency, language)
        }
    goods = format_money(said.net_minor, said.currency, language)
    if before is None:
        return _("The order was heard of for the first time: %(goods)s of goods.") % {
            "goods": goods
        }
    if said.updated_at < before.updated_at:
        return _("Nothing: it tells of an earlier moment than what was known.")
    changes = []
    if said.state != before.state and said.state == IncomingState.CANCELLED:
        changes.append(_("The order is cancelled."))
    if said.net_minor != before.net_minor:
        changes.append(_("The goods now come to %(goods)s.") % {"goods": goods})
    if said.promo_codes != before.promo_codes:
        codes = ", ".join(said.promo_codes) or _("none")
        changes.append(_("Promo codes now: %(codes)s.") % {"codes": codes})
    if len(said.refunds) > len(before.refunds):
        changes.append(_("It lists a further refund."))
    return " ".join(changes) or _("Nothing new: it says what was known.")
