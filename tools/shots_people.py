"""How whoever looks at a page comes in: by the demonstration's button, or half-way through the door."""

from __future__ import annotations

import re
from typing import Any

WAITS_FOR_CODE = "waits-for-code"  # a fan, whose code is in the mail
WAITS_FOR_DIGITS = "waits-for-digits"  # a member of staff, asked for their second factor
ADDRESSES = {
    WAITS_FOR_CODE: "lea.fan@exemple.example",
    WAITS_FOR_DIGITS: "marc.scelle@maison-alma.example",
}
CODE = re.compile(r"[A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*$")


def come_in(tab: Any, url: str, who: str) -> None:
    """Bring the browser's tab as far as ``who`` says: a prepared person's key, or one who waits."""
    if who not in ADDRESSES:
        tab.goto(f"{url}/demo/")
        tab.locator(f'form[action$="/demo/sign-in/{who}"] button').click()
        tab.wait_for_load_state()
        tab.reload()  # the greeting has been read
        return
    tab.goto(f"{url}/account/login/code/")
    tab.locator("input[name=email]").fill(ADDRESSES[who])
    tab.locator("main form button[type=submit]").first.click()
    tab.wait_for_url("**/account/login/code/confirm/**")
    if who == WAITS_FOR_DIGITS:
        tab.locator("input[name=code]").fill(_code_in_the_mail(tab, url, ADDRESSES[who]))
        tab.locator("main form button[type=submit]").first.click()
        tab.wait_for_url("**/account/2fa/authenticate/**")


def _code_in_the_mail(tab: Any, url: str, address: str) -> str:
    """The newest code in the demonstration's letter box, from the subject of its mail."""
    box = tab.context.new_page()
    try:
        box.goto(f"{url}/demo/mail?to={address}")
        subject = box.locator("main a[href*='/demo/mail/']").first.inner_text()
        found = CODE.search(subject.strip().splitlines()[0].strip())
        assert found, f"no code in {subject!r}"
        return found[0]
    finally:
        box.close()
