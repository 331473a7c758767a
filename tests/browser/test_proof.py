"""The draw checked in the browser: the page's script and `verify.py` say the same of every file.

The script was written from docs/protocol/draw-v1.md without a look at `verify.py`; what both say
alike of a hundred forgeries, the text says.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from rehearsal.world import BRAND, Mail, World
from tests.browser.draw_variants import Variant, of_refusals, of_vectors
from tests.events.raffle.tools import VECTORS, answer

if TYPE_CHECKING:
    from playwright.sync_api import Page

BRANDS = (BRAND, "les-freres-sucre")
IN_THE_BROWSER = """async variants => {
  const { verify } = await import("/static/js/draw_check.js");
  const said = [];
  for (const { text, root, receipt } of variants) {
    let last;
    for await (last of verify(new TextEncoder().encode(text), { noted: root || null, receipt: receipt || null }));
    said.push(last.verdict === "no" ? last.step : "yes");
  }
  return said;
}"""
PRIMITIVES = """async vectors => {
  const bytes = await import("/static/js/draw_check_bytes.js");
  const draw = await import("/static/js/draw_check_draw.js");
  const { toHex, sha256, C, NUL, bytesOf, rootOf } = bytes;
  const leaves = texts => Promise.all(texts.map(text => sha256(NUL, bytesOf(text))));
  return {
    canonical: await Promise.all(vectors.canonical.map(async ({ value }) => toHex(await sha256(C(value))))),
    merkle: await Promise.all(vectors.merkle.map(async tree => toHex(await rootOf(await leaves(tree.leaves))))),
    tickets: await Promise.all(vectors.tickets.map(async ({ entrant, chances, seed }) =>
      (await draw.tickets({ entrants: [{ id: entrant, chances }], seed }))[0].ticket)),
  };
}"""


def by_python(variant: Variant) -> str:
    """What `verify.py` says: "yes", or the step that does not hold."""
    said = answer(
        variant.text,
        root=variant.root or None,
        receipt=variant.receipt or None,
        signature="skip",
    )
    return "yes" if said == "VALID" else said.split(": ")[1]


def compare(page: Page, variants: list[Variant]) -> dict[str, str]:
    """Both verdicts of each variant, which must be one; returns it by name."""
    browser = page.evaluate(IN_THE_BROWSER, [vars(variant) for variant in variants])
    said = list(zip(variants, map(by_python, variants), browser, strict=True))
    differ = [
        f"{v.name}: verify.py {one}, browser {other}" for v, one, other in said if one != other
    ]
    assert not differ, "\n".join(differ)
    return {variant.name: one for variant, one, _ in said}


def test_the_vectors_of_the_protocol_hold_in_the_browser(telephone):
    vectors = json.loads((VECTORS / "primitives.json").read_text(encoding="utf-8"))

    found = telephone("/").evaluate(PRIMITIVES, vectors)

    assert found == {
        "canonical": [vector["sha256"] for vector in vectors["canonical"]],
        "merkle": [vector["root"] for vector in vectors["merkle"]],
        "tickets": [vector["ticket"] for vector in vectors["tickets"]],
    }


def test_browser_and_verifier_say_the_same_of_every_vector_and_forgery(telephone):
    said = compare(telephone("/"), list(of_vectors()))

    print(f"{len(said)} files, {len(set(said.values()))} verdicts")  # noqa: T201 - the figure
    drawn = {name: verdict for name, verdict in said.items() if name.endswith(": as published")}
    assert set(drawn.values()) == {"yes"}
    named = {
        name.rpartition(": ")[2]: verdict for name, verdict in said.items() if "default" in name
    }
    expected = {
        "as published": "yes",
        "entrant_added, alone": "root",
        "entrant_added, rebuilt": "plan",
        "entrant_removed, alone": "root",
        "entrant_edited, alone": "root",
        "entrant_edited, rebuilt": "order",
        "winner_swapped, alone": "order",
        "seed_changed, alone": "seed",
        "round_resealed, rebuilt": "randomness plan",
        "round_revealed, alone": "randomness",
        "chain_resealed, rebuilt": "randomness plan",
        "quota_changed, alone": "root",
        "log_line_rewritten, alone": "log",
        "promotion_skipped, rehashed": "promotions",
        "rebuilt, the old root noted": "given root",
    }
    assert {name: named.get(name) for name in expected} == expected


def test_the_browser_refuses_every_refusal_of_the_vectors_at_its_step(telephone):
    refused = dict(of_refusals())

    said = compare(telephone("/"), list(refused))

    for variant, step in refused.items():  # a browser has no pairing: signatures pass unchecked
        assert said[variant.name] == ("yes" if step == "signature" else step), variant.name


def test_browser_and_verifier_say_the_same_of_every_draw_of_the_demo(telephone, world):
    published = list(bundles(world))

    said = compare(telephone("/"), [Variant(f"{code}", text) for code, text in published])

    assert len(said) > 2
    assert set(said.values()) == {"yes"}


def bundles(world: World) -> Iterator[tuple[str, str]]:
    """Code and bundle of every draw that the desks of the demo lead to."""
    for who, brand in (("officer-1", BRANDS[0]), ("officer-1", BRANDS[1])):
        browser = world.sign_in(who)
        for href in browser.get(f"/desk/{brand}/draws").links(rf"/desk/{brand}/draws/[^/?]+$"):
            for proof in browser.get(href).links(r"/proof/[0-9A-Z]+$"):
                yield proof.rpartition("/")[2], browser.get(f"{proof}/bundle.json").response.text


def sealed_letter(world: World) -> Mail:
    """Noémie's mail that the list is sealed, with her receipt."""

    def fits(mail: Mail) -> bool:
        """with a receipt"""
        return "#id=" in mail.text

    return world.letters.wait("noemie.hote@", fits)


def verdicts(page: Page) -> dict[str, str]:
    found = page.eval_on_selector_all(
        "[data-check-steps] > [data-step]",
        "all => all.map(e => [e.dataset.step, e.dataset.verdict])",
    )
    return dict(found)


def said_of(page: Page, receipt: dict[str, object]) -> dict[str, str]:
    """Paste a receipt and draw again; the verdict of each step."""
    page.fill("[name=receipt]", json.dumps(receipt))
    page.locator("[data-draw-check] button").click()
    page.wait_for_selector("[data-check-said] .notice")
    return verdicts(page)


def test_the_link_of_a_letter_checks_its_receipt_and_sends_nothing_of_it(telephone, witness, world):
    letter = sealed_letter(world)
    link = re.search(r"(/proof/\S+#id=\S+)", letter.text)[1]
    receipt = json.loads(next(line for line in letter.lines if line.startswith("{")))
    page = telephone("/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.url} {request.post_data}"))

    page.goto(link)
    page.wait_for_selector('[data-step="receipt"]')
    page.wait_for_selector("[data-check-said] .notice--yes")

    assert set(verdicts(page).values()) == {"yes", "weak"}
    assert receipt["entrant_id"] == page.evaluate(
        "JSON.parse(document.querySelector('[name=receipt]').value).entrant_id"
    )
    assert f"ligne {receipt['index']}" in page.inner_text("[data-check-said]")
    assert page.url.endswith("#s-check")
    assert asked
    assert not [line for line in asked if receipt["salt"] in line]
    witness.look(page)


def test_without_a_network_a_kept_file_and_one_changed_digit_are_told_apart(
    telephone, witness, world, tmp_path
):
    letter = sealed_letter(world)
    receipt = json.loads(next(line for line in letter.lines if line.startswith("{")))
    proof = f"/proof/{receipt['draw_code']}"
    kept = tmp_path / "draw.json"
    kept.write_text(world.browser().get(f"{proof}/bundle.json").response.text, encoding="utf-8")
    page = telephone(proof)
    page.wait_for_load_state("networkidle")

    page.context.set_offline(True)
    page.locator("details:has([name=bundle_file]) > summary").click()
    page.set_input_files("[name=bundle_file]", kept)

    assert said_of(page, receipt)["receipt"] == "yes"
    for changed in ("salt", "leaf", "root"):
        digits = str(receipt[changed])
        wrong = {**receipt, changed: digits[:-1] + ("0" if digits[-1] != "0" else "1")}
        said = said_of(page, wrong)
        assert (list(said)[-1], said["receipt"]) == ("receipt", "no"), changed
        witness.look(page)
        assert "Non. L’écart est à l’étape «\xa0Preuve d’inscription\xa0»." in page.inner_text(
            "[data-check-said]"
        )
    page.fill("[name=root]", "0" * 64)
    assert list(said_of(page, receipt).items())[-1] == ("given root", "no")
    page.fill("[name=root]", "")
    kept.write_text(kept.read_text(encoding="utf-8").replace('"at":"20', '"at":"19', 1))
    page.set_input_files("[name=bundle_file]", kept)
    assert list(said_of(page, receipt).items())[-1] == ("log", "no")
    page.context.set_offline(False)
    witness.look(page)


def test_the_code_on_the_status_page_opens_the_check(telephone, witness, world):
    zxing = pytest.importorskip("zxingcpp")
    images = pytest.importorskip("PIL.Image")
    letter = next(m for m in world.letters.to("noemie.hote@") if m.page.links(r"/a/[0-9A-Z]{27}$"))
    page = telephone(letter.link(r"/a/[0-9A-Z]{27}$"))
    page.locator(".qrs--large > summary").click()
    witness.look(page)

    seen = images.open(io.BytesIO(page.locator(".qrs--large .qr").screenshot()))
    codes = [code.text for code in zxing.read_barcodes(seen)]

    assert codes == [page.get_attribute('a[href*="#id="]', "href")]


READER = """() => {
  globalThis.BarcodeDetector = class {
    constructor({ formats }) { this.formats = formats.join(); }
    async detect(picture) {
      if (!(picture instanceof ImageBitmap) || this.formats !== "qr_code") throw new TypeError("not a picture");
      return JSON.parse(sessionStorage.getItem("qr") ?? "[]").map(rawValue => ({ rawValue }));
    }
  };
}"""
"""A reader of codes as telephones have one and Chromium on Linux has not: it says what the test puts
into the session, once it was given a picture."""


def photo() -> dict[str, object]:
    """A picture that the browser can open."""
    kept = io.BytesIO()
    pytest.importorskip("PIL.Image").new("RGB", (60, 60), "white").save(kept, "PNG")
    return {"name": "code.png", "mimeType": "image/png", "buffer": kept.getvalue()}


def show_a_photo(page: Page, *codes: str, **more: object) -> str:
    """Choose a picture in which these codes are; what the page says of it."""
    page.evaluate("codes => sessionStorage.setItem('qr', codes)", json.dumps(codes))
    page.set_input_files("[name=receipt_file]", [])
    page.evaluate("document.querySelector('[data-check-said]').replaceChildren()")
    page.set_input_files("[name=receipt_file]", {**photo(), **more})
    page.wait_for_selector("[data-check-said] .notice")
    return page.inner_text("[data-check-said]")


def test_a_photo_of_the_code_is_read_and_inclusion_and_rank_are_checked(telephone, witness, world):
    letter = sealed_letter(world)
    link = re.search(r"(https?://\S+/proof/\S+#id=\S+)", letter.text)[1]
    receipt = json.loads(next(line for line in letter.lines if line.startswith("{")))
    page = telephone("about:blank")
    page.add_init_script(f"({READER})()")
    page.goto(f"/proof/{receipt['draw_code']}")

    assert "lue sur la photo" in show_a_photo(page, "https://example.org/", link)
    assert json.loads(page.input_value("[name=receipt]")) == receipt
    witness.look(page)
    page.locator("[data-draw-check] button").click()
    page.wait_for_selector('[data-step="receipt"]')
    page.wait_for_selector("[data-check-said] .notice--yes")

    assert verdicts(page)["receipt"] == "yes"
    said = page.inner_text("[data-check-said]")
    ranked = json.loads(world.browser().get(f"{page.url}/bundle.json").response.text)["result"]
    places = [
        stratum["order"].index(receipt["entrant_id"]) + 1
        for stratum in ranked["strata"]
        if receipt["entrant_id"] in stratum["order"]
    ]
    assert f"ligne {receipt['index']}, au rang {places[0]} " in said

    salt = receipt["salt"]
    other = ("0" if salt[0] != "0" else "1") + salt[1:]
    show_a_photo(page, link.replace(salt, other))
    page.locator("[data-draw-check] button").click()
    page.wait_for_selector('[data-step="receipt"][data-verdict="no"]')


def test_a_photo_without_a_receipt_is_told_as_what_it_is(telephone, witness, world):
    receipt = json.loads(next(x for x in sealed_letter(world).lines if x.startswith("{")))
    page = telephone("about:blank")
    page.add_init_script(f"({READER})()")
    page.goto(f"/proof/{receipt['draw_code']}")

    assert "Aucun code QR" in show_a_photo(page)
    assert "Aucun code QR" in show_a_photo(page, "x", buffer=b"no picture at all")
    assert "n’est pas celui d’une preuve d’inscription" in show_a_photo(
        page, "https://example.org/#x"
    )
    assert page.input_value("[name=receipt]") == ""
    witness.look(page)


def test_a_browser_that_reads_no_codes_names_the_other_ways(telephone, witness, world):
    receipt = json.loads(next(x for x in sealed_letter(world).lines if x.startswith("{")))
    page = telephone("about:blank")
    page.add_init_script("delete globalThis.BarcodeDetector")
    page.goto(f"/proof/{receipt['draw_code']}")

    said = show_a_photo(page, "https://example.org/")

    assert "collez votre preuve d’inscription" in said
    assert page.input_value("[name=receipt]") == ""
    witness.look(page)
    assert said_of(page, receipt)["receipt"] == "yes"


def test_without_script_the_number_is_looked_up_and_the_ways_are_told(telephone, world):
    letter = sealed_letter(world)
    receipt = json.loads(next(line for line in letter.lines if line.startswith("{")))
    page = telephone(f"/proof/{receipt['draw_code']}", java_script_enabled=False)

    page.fill("[name=id]", str(receipt["entrant_id"]))
    with page.expect_navigation():
        page.locator('form[action$="#s-me"] button').click()

    assert receipt["leaf"] in page.inner_text("main")
    assert "verify.py" in page.inner_text("main")
    assert not page.locator("[data-draw-check]").is_visible()
