"""Why an order is credited, or is not, in sentences for staff and for the host.

To staff the sentence names tables by their hosts; to the host it names nobody.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
