"""One process of the fault ``applications``: send every form through the pages, then look at the rows."""

from __future__ import annotations

import json
import os
import random
import re
import sys
from collections import Counter, defaultdict
from datetime import timedelta
from hashlib import sha256
from itertools import count

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402  # Django first
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from accounts.domain import people as accounts  # noqa: E402
from common import clock  # noqa: E402
from common.models import OutboxMessage  # noqa: E402
from events.models import Application, DuplicateMember, Hold  # noqa: E402
from flows import delivery  # noqa: E402
from tests.factories.events import CampaignFactory  # noqa: E402
from tests.faults.disguises import Crowd, Form, honest  # noqa: E402

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
BACKEND = "django.contrib.auth.backends.ModelBackend"


def work(challenge: str) -> str:
    """What the page's script does, where there is one."""
    for number in count():
        if int.from_bytes(sha256(f"{challenge}:{number}".encode()).digest()[:2]) < 4:
            return str(number)
    raise AssertionError("numbers never end")


def send(form: Form, slug: str) -> int | None:
    """Fill in both steps; the application, None when it could not be handed in."""
    now = clock.now()
    user = accounts.ensure(email=form.email, language="fr", at=now)
    if user is None:
        return None
    browser = Client(REMOTE_ADDR=form.network)
    browser.force_login(user, backend=BACKEND)
    shown = dict(HIDDEN.findall(browser.get(f"/c/{slug}/apply/you").content.decode()))
    later = now + timedelta(seconds=form.seconds)
    said = {
        "first_name": form.first_name,
        "last_name": form.last_name,
        "birth_year": form.birth_year,
        "phone": form.phone,
        "address_line": form.line,
        "address_extra": form.extra,
        "postcode": form.postcode,
        "city": form.city,
        "seats": 8,
        "shown_at": shown.get("shown_at", ""),
        "nickname": form.trap,
    }
    with clock.fixed(later):
        sent = browser.post(f"/c/{slug}/apply/you", said)
        if sent.status_code != 302:
            print(f"{form.kind}: not taken: {form}", file=sys.stderr)
            return None
        hidden = dict(HIDDEN.findall(browser.get(f"/c/{slug}/apply/agree").content.decode()))
        if form.script and hidden.get("challenge"):
            hidden["challenge_answer"] = work(hidden["challenge"])
        hidden.pop("csrfmiddlewaretoken", None)
        browser.post(f"/c/{slug}/apply/agree", {**hidden, "RULES": "on", "PRIVACY": "on"})
    found = Application.objects.filter(user=user, campaign__slug=slug, state="SUBMITTED").first()
    return found.pk if found else None


def tell() -> None:
    """Tell every fact, as the relay would; what fails there fails here."""
    waiting = OutboxMessage.objects.filter(done_at__isnull=True).order_by("pk")
    for number in list(waiting.values_list("pk", flat=True)):
        if not delivery.deliver(message_id=number):
            raise SystemExit(OutboxMessage.objects.get(pk=number).last_error)


def main(seed: str, people: int, entries: int, honest_ones: int) -> None:
    setup_test_environment()
    # Pages are read here, not shown: nobody gathers their styles.
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    crowd = Crowd(seed)
    known = [crowd.person() for _ in range(people)]
    forms = [crowd.form(one, "as they are") for one in known]
    forms += [crowd.disguised(crowd.dice.choice(known)) for _ in range(entries - people)]
    forms += honest(crowd, honest_ones)
    random.Random(seed).shuffle(forms)
    campaign = CampaignFactory()
    sent: dict[int, Form] = {}
    lost: Counter[str] = Counter()
    for form in forms:
        pk = send(form, campaign.slug)
        if pk is None or pk in sent:
            lost[form.kind] += 1  # the same account again, or refused by the form
        else:
            sent[pk] = form
    tell()
    print(json.dumps(told(sent, lost)))


def told(sent: dict[int, Form], lost: Counter[str]) -> dict[str, object]:
    """What came of each form, by kind."""
    held = set(Hold.objects.filter(outcome="").values_list("application_id", flat=True))
    group = dict(DuplicateMember.objects.values_list("application_id", "group_id"))
    rows = {
        pk: (drawn_as or key, verdict)
        for pk, drawn_as, key, verdict in Application.objects.values_list(
            "pk", "drawn_as", "household_key", "verdict"
        )
    }
    beside: dict[tuple[int, str], int] = Counter(
        (group[pk], form.person) for pk, form in sent.items() if pk in group
    )
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    seen_by: dict[int, bool] = {}
    for pk, form in sent.items():
        found = pk in held or (pk in group and beside[group[pk], form.person] > 1)
        seen_by[pk] = found
        kinds[form.kind].update(
            {
                "forms": 1,
                "held": int(pk in held),
                "grouped": int(pk in group),
                "missed": int(not form.honest and form.kind != "as they are" and not found),
                "refused": int(rows[pk][1] != "ELIGIBLE"),
            }
        )
    named = [pk for pk, form in sent.items() if not form.honest and form.named]
    named = [pk for pk in named if sent[pk].kind != "as they are"]
    wanted = [pk for pk, form in sent.items() if not form.honest]
    untouched = {rows[pk][0] for pk in wanted if pk not in held}
    # Staff who see a group know who is who in it: each person stands once, the held are refused.
    after = {
        (group[pk], sent[pk].person) if seen_by[pk] else rows[pk][0]
        for pk in wanted
        if pk not in held
    }
    return {
        "missed": sum(not seen_by[pk] for pk in named),
        "named": len(named),
        "honest": sum(form.honest for form in sent.values()),
        "refused": sum(form.honest and rows[pk][1] != "ELIGIBLE" for pk, form in sent.items())
        + sum(many for kind, many in lost.items() if kind in HONEST_KINDS),
        "homes": len(untouched),
        "homes_after": len(after),
        "said": [
            (
                f"{len(wanted):,} entries reach the list as {len(untouched):,} homes before anybody looked,"
                f" as {len(after):,} when staff decided as they should"
            ),
            *(
                f"{kind}: {one['forms']} forms, {one['held']} held, {one['grouped']} shown beside others,"
                f" {one['missed']} missed, {one['refused']} refused"
                for kind, one in sorted(kinds.items())
            ),
            *(
                f"{kind}: {many} not taken, or a second time by one account"
                for kind, many in sorted(lost.items())
            ),
        ],
    }


HONEST_KINDS = frozenset(
    {"nobody's like", "flatmates", "one surname, one building", "family e-mail", "office network"}
)

if __name__ == "__main__":
    main(sys.argv[1], *(int(one) for one in sys.argv[2:5]))
