"""Five tasks with the keyboard alone: apply, answer an invitation, send a parcel, seal, draw."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

from rehearsal.campaigns import DESK
from rehearsal.houses import until
from rehearsal.world import CODE, Mail, World
from tests.browser.keys import Keyboard

DESKTOP = {"viewport": {"width": 1280, "height": 800}, "is_mobile": False, "has_touch": False}
OPEN = "lhiver-chez-vous"  # the campaign of the demonstration that takes applications
SUBMIT = "main form [type=submit]"
Hands = Callable[..., Keyboard]
WITH_AND_WITHOUT = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


@pytest.fixture
def hands(telephone) -> Iterator[Hands]:
    """A function that sits somebody down to a task; what was wrong on the way is told at the end."""
    keyboards: dict[str, Keyboard] = {}

    def sit_down(task: str, path: str, **options: object) -> Keyboard:
        keyboards[task] = Keyboard(telephone(path, **options))
        return keyboards[task]

    yield sit_down
    for task, keys in keyboards.items():
        print(f"{task}: {keys.pressed} keys, {keys.stops} stops, rings {keys.faintest:.1f} to 1")  # noqa: T201 - the figures
    troubles = [trouble for keys in keyboards.values() for trouble in keys.troubles]
    assert not troubles, "\n".join(dict.fromkeys(troubles))


@WITH_AND_WITHOUT
def test_apply(hands, world, script):
    email = f"clavier-{script}@exemple.example".lower()
    keys = hands("apply", f"/c/{OPEN}", java_script_enabled=script)

    keys.arrive()
    keys.go("a[href*='/apply']")
    keys.arrive()
    keys.write(login=email)
    keys.on()
    keys.arrive()
    keys.write(code=code_for(world, email))
    keys.on()
    keys.arrive()
    keys.write(first_name="Corentine", last_name="Lestrade", birth_year="19")
    keys.go(SUBMIT)
    told_what_is_wrong(keys, "birth_year")
    keys.write(birth_year="1988", address_line="4 rue Basse", postcode="59000", city="Lille")
    keys.write(seats="6")
    keys.go(SUBMIT)
    keys.arrive()
    for box in ("RULES", "PRIVACY"):
        keys.tick(f"[name={box}]")
    keys.go(SUBMIT, "Space")

    assert re.fullmatch(r"/a/[0-9A-Z]{27}", urlsplit(keys.page.url).path)


@WITH_AND_WITHOUT
def test_answer_an_invitation(hands, world, script):
    shared = world.browser().get("/demo/").links(r"/i/[0-9A-Z]{10}$")[0]
    keys = hands("answer", urlsplit(shared).path, java_script_enabled=script)

    keys.arrive()
    keys.write(first_name="Solveig")
    keys.go("#answer [type=submit]")
    told_what_is_wrong(keys, "answer")
    keys.choose("answer", "YES")
    keys.to("#answer summary")
    keys.press("Enter")
    keys.tick("[name=allergens]")
    keys.tick("[name=health]")
    keys.go("#answer [type=submit]")
    assert "/g/" in keys.page.url
    keys.arrive()
    keys.to("main form [name=answer], main summary")
    keys.press("Space")
    keys.choose("answer", "NO")
    keys.go(SUBMIT)

    assert keys.page.is_checked("[name=answer][value=NO]")


def test_send_a_parcel(hands):
    keys = at_the_desk(hands, "ship", "logistics", "/kits")
    page = keys.page

    keys.arrive()
    keys.go("main a[href*='view=prepare']")
    keys.arrive()
    waiting = page.locator("main tbody tr", has_text="à préparer").locator("th a").first
    keys.go(f"a[href='{waiting.get_attribute('href')}']")
    assert keys.focused("id") == "box"
    keys.go("form[action$='/pack'] button")
    if page.locator("form[action$='/label']").count():
        keys.go("form[action$='/label'] button")
    keys.go("form[action$='/shipped'] button")
    told_what_is_wrong(keys, "carrier")
    keys.write(carrier="Transports Imaginaires", tracking_code="TI-000-80", cost="7,20")
    keys.on()
    assert keys.focused("id") == "box"
    keys.go("form[action$='/delivered'] button")

    assert page.locator("form[action$='/delivered']").count() == 0


def test_every_stop_is_seen_beside_what_sticks_or_scrolls(hands, world):
    """The bar at the bottom, the calendar inside a field, tabs wider than the screen."""
    host = urlsplit(world.browser().get("/demo/").links(r"/h/[0-9A-Z]{27}$")[0]).path
    keys = hands("look around", "/demo/")
    keys.arrive()
    keys.go("form[action$='/sign-in/organiser'] button")
    for path in (host, f"{host}/date", f"{DESK}/report", f"{DESK}/look"):
        keys.page.goto(path)
        keys.through()


def test_seal_and_draw(hands, world):
    """The last of this file: the clock of the house moves on."""
    while world.browser().get(f"/c/{OPEN}").links(r"/apply"):
        world.move_by(days=1)
    ready_to(world, world.sign_in("officer-1"), "/seal")
    let_through(hands)

    keys = at_the_desk(hands, "seal", "officer-1", "/draws")
    keys.arrive()
    keys.go(f"main a[href$='/draws/{OPEN}']")
    keys.arrive()
    keys.choose("moment", "SOON")
    keys.go("form[action$='/seal'] [type=submit]")
    keys.page.wait_for_selector("a[href^='/proof/']")  # the page looks again until it is sealed

    world.move_by(minutes=12)
    keys = at_the_desk(hands, "draw", "officer-2", "/draws")
    ready_to(world, world.sign_in("officer-2"), "/run")
    keys.arrive()
    keys.go(f"main a[href$='/draws/{OPEN}']")
    keys.arrive()
    keys.write(code="000000")
    keys.on()
    told_what_is_wrong(keys, "code")
    shown = keys.page.locator("form[action$='/run'] p.small").inner_text()
    keys.write(code=re.search(r"\b\d{6}\b", shown).group())
    keys.on()

    keys.page.wait_for_selector(".tickets")  # the wall goes on to the order by itself
    keys.arrive()
    keys.go(f"main a[href$='/draws/{OPEN}']")
    keys.page.wait_for_selector("a[href$='minutes.pdf']")


def let_through(hands: Hands) -> None:
    """Decide the applications that are held: a list is not sealed before."""
    keys = hands("let through", "/demo/", **DESKTOP)
    keys.arrive()
    keys.go("form[action$='/sign-in/organiser'] button", "Space")
    keys.page.goto(f"{DESK}/held")
    keys.arrive()
    for box in keys.page.locator("[name='hold']").all():
        keys.to(f"[name='hold'][value='{box.get_attribute('value')}']")
        keys.press("Space")
    keys.go("button[value='LET_THROUGH']")
    assert not keys.page.locator("[name='hold']").count()


def at_the_desk(hands: Hands, task: str, who: str, stage: str) -> Keyboard:
    """Be somebody of the house, and go to a stage by the rail."""
    keys = hands(task, "/demo/", **DESKTOP)
    keys.arrive()
    keys.go(f"form[action$='/sign-in/{who}'] button", "Space")
    keys.go(f".rail__nav a[href$='{stage}']")
    return keys


def told_what_is_wrong(keys: Keyboard, name: str) -> None:
    """After a refusal the list of what to mend comes first, and each line leads to its field."""
    if keys.focused("id") != "form-errors":
        keys.press("Tab")
    assert keys.page.evaluate("!!document.activeElement.closest('#form-errors')"), keys.page.url
    keys.to(f"#form-errors a[href$='{name}']")
    keys.press("Enter")
    before = keys.pressed
    keys.to(f"[name='{name}']")
    assert keys.pressed - before <= 1, "the line leads elsewhere"


def ready_to(world: World, browser, action: str) -> None:  # type: ignore[no-untyped-def]
    """Wait until the page of the draw offers this form."""

    def offered() -> bool:
        page = browser.get(f"{DESK}/draws/{OPEN}")
        return any(form.action.endswith(action) for form in page.forms)

    until(f"the draw offers {action}", offered, within_s=30, every_s=0.5)


def code_for(world: World, email: str) -> str:
    def fits(mail: Mail) -> bool:
        """a code"""
        return any(CODE.fullmatch(line) for line in mail.lines)

    lines = world.letters.wait(email, fits).lines
    return next(line for line in lines if CODE.fullmatch(line))
