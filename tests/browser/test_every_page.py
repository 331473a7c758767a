"""Every page of the first state that `make shots` takes a picture of, the desk's apart.

For what is measured of each see `measuring.py`; the witness hears what else goes wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLResolver, get_resolver, resolve

from tests.browser import room
from tests.browser.listing import Listing
from tests.browser.measuring import measure
from tests.browser.witness import AXE, violations


def test_every_page_is_clean_and_has_room(stand, witness, listing):
    """Beside `test_every_page_at_the_desk.py`, so that two workers share them."""
    looked_at = measure((page for page in listing.at() if page.room != "desk"), stand, witness)

    print(f"{looked_at} pages")  # noqa: T201 - the figure
    assert looked_at > 40


def test_axe_would_see_a_small_target_and_a_pale_word(stand, listing):
    """The rules that we lean on are at work in this very set."""
    tab = stand("")
    tab.goto("/")
    tab.evaluate(AXE)
    tab.evaluate(
        """() => { const main = document.querySelector("main");
        main.insertAdjacentHTML("beforeend",
          "<p id=pale>pale</p><button id=a>x</button><button id=b>y</button>");
        pale.style.color = "#ddd"; pale.style.background = "#fff";
        for (const e of [a, b]) Object.assign(e.style,
          {width: "10px", height: "10px", padding: 0, border: 0, fontSize: "8px"}); }"""
    )

    found = " ".join(violations(tab))

    assert "target-size" in found
    assert "color-contrast" in found


def test_room_is_missed_where_there_is_none(stand):
    """A word that is cut and a box that is too wide are told."""
    tab = stand("")
    tab.goto("/")
    tab.evaluate(
        """() => document.querySelector("main").insertAdjacentHTML("beforeend",
        "<p id=cut>mot coupé</p><p id=wide>large</p><div id=scrolls><p>défile sans nom</p></div>")"""
    )
    tab.evaluate(
        """() => { Object.assign(cut.style, {width: "20px", overflow: "hidden", whiteSpace: "nowrap"});
        wide.style.width = "2000px"; scrolls.style.overflowX = "auto"; scrolls.style.width = "50px";
        scrolls.firstChild.style.width = "3000px"; }"""
    )

    found = " ".join(room.lacking(tab))

    assert [what in found for what in ("cuts its words", "wider than", "has no name")] == [True] * 3


# Addresses that the first state does not show, or that show no page.
NOT_LOOKED_AT = {
    # what only other pages send, or what leads on at once
    "desk:campaign-link",
    "desk:campaign-link-change",
    "desk:bounce-settle",
    "desk:campaign-leads-act",
    "desk:campaign-leads-faults",
    "desk:campaign-leads-new",
    "desk:message-act",
    "desk:message-preview",
    "desk:campaign-link-qr",
    "desk:campaign-links-csv",
    "desk:campaign-publish",
    "desk:draw-reveal",
    "desk:draw-root-seen",
    "desk:draw-round",
    "desk:draw-run",
    "desk:draw-seal",
    "desk:duplicate-decide",
    "desk:duplicate-reopen",
    "desk:holds-decide",
    "desk:key-revoke",
    "desk:look-draft",
    "desk:look-guard",
    "desk:shipping-delivered",
    "desk:shipping-label",
    "desk:shipping-pack",
    "desk:shipping-shipped",
    "desk:shop-end-rotation",
    "desk:shop-retry",
    "desk:team-invite-again",
    "desk:team-take-back",
    "web:demo-clock",
    "web:demo-sign-in",
    "web:go",
    "web:guest-withdraw",
    "web:lead",
    "web:own-data-again",
    "web:own-data-withdraw",
    "web:recruit",
    "web:status-choose",
    # files, pictures and what only machines read
    "desk:campaign-rules-paper",
    "desk:draw-pack",
    "desk:report-csv",
    "desk:shipping-label-paper",
    "desk:shipping-pick-list",
    "desk:shipping-slip-paper",
    "mfa_download_recovery_codes",
    "web:brand-theme",
    "web:campaign-preview",
    "web:status-photo",
    "desk:application-photo",
    "web:campaign-rules-pdf",
    "web:campaign-table",
    "web:demo-mail-calendar",
    "web:demo-mail-feed",
    "web:guest-calendar",
    "web:guest-file",
    "web:own-data-file",
    "web:healthz",
    "web:invitation-preview",
    "web:invitation-table",
    "web:metrics",
    "web:proof-bundle",
    "web:proof-minutes",
    "web:proof-pack",
    "web:proof-protocol",
    "web:proof-verifier",
    "web:readyz",
    "web:status-receipt",
    # the keys of an account: they ask for the second factor anew, which a machine cannot give here
    "account_reset_password_from_key",
    "mfa_deactivate_totp",
    "mfa_edit_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    # in a later state, by `test_every_moment.py`
    "desk:campaign-amend",
    "web:apply-agree",
    "web:witness",
}


def test_no_page_is_forgotten(house):
    """Every address is among those looked at, or is named above for its reason."""
    with Listing(house) as fresh:
        paths = [page.path.partition("?")[0] for page in fresh.at() if not page.html]
    looked_at = {resolve(path).view_name for path in paths if path != "/nothing-is-here"}
    there = {name for name in _names(get_resolver()) if not name.startswith("api:")}

    assert there - looked_at - NOT_LOOKED_AT == set()
    assert NOT_LOOKED_AT - there == set()


def _names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _names(one, f"{space}{one.namespace}:" if one.namespace else space)
        elif one.name:
            yield f"{space}{one.name}"
