import io
import re
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp

from events.papers import MinutesParty, MinutesStratum, minutes_pdf, rules_pdf
from events.reglement import write_rules
from tests.events.paper_samples import PROOF_URL, digest, minutes, rules_paper
from tests.events.reglement.samples import facts


def words(pdf: bytes) -> str:
    """The text of all pages in one line, soft line breaks joined, without heads and feet."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return flat(" ".join(page.get_textpage().get_text_range() for page in document))


def flat(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f\ufffe\x02]+", " ", text)


def qr(pdf: bytes) -> list[str]:
    image = pypdfium2.PdfDocument(io.BytesIO(pdf))[0].render(scale=3).to_pil()
    return [code.text for code in zxingcpp.read_barcodes(image.convert("L"))]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_rules_hold_every_word_of_the_text_their_hash_and_their_address(language):
    rules = write_rules(facts=facts(), language=language)

    pdf = rules_pdf(rules=rules, meta=rules_paper())

    read = re.sub(r"\s", "", words(pdf))
    furniture = re.compile(r"sha256" + rules.sha256[:16])
    for heading, paragraphs in rules.sections:
        assert re.sub(r"\s", "", flat(heading.split(". ", 1)[1])) in read
        for paragraph in paragraphs:
            first = re.sub(r"\s", "", flat(paragraph))[:40]
            assert first in read
    assert rules.sha256 in read
    assert furniture.search(read)
    assert qr(pdf) == ["https://alma.example/c/hiver/rules"]


def test_rules_are_the_same_bytes_for_the_same_text_and_others_for_another():
    rules = write_rules(facts=facts(), language="fr")
    other = write_rules(facts=facts(answer_within_hours=48), language="fr")

    assert rules_pdf(rules=rules, meta=rules_paper()) == rules_pdf(rules=rules, meta=rules_paper())
    assert rules_pdf(rules=rules, meta=rules_paper()) != rules_pdf(rules=other, meta=rules_paper())


def test_minutes_tell_the_draw_whole():
    pdf = minutes_pdf(minutes=minutes())

    read = words(pdf)
    close = read.replace(" ", "")
    given = minutes()
    for value in (
        given.root,
        given.rules_sha256,
        given.chain_hash,
        given.randomness,
        given.signature,
        str(given.round),
        *(line.hash for line in given.log),
    ):
        assert value in close
    for stratum in given.strata:
        places = "1 place" if stratum.quota == 1 else f"{stratum.quota} places"
        assert f"{stratum.name}, {places}, {stratum.entrants} applications" in read
        for winner in stratum.winners:
            assert winner.replace(" ", "") in close
        for number in stratum.alternates:
            assert number.replace(" ", "") in close
        assert f"{stratum.entrants - stratum.quota} in all" in read
    assert "143 applications admitted" in read
    assert "23 November 2026, 09:12 (Europe/Paris)" in read
    assert "24 November 2026, 18:02 (Europe/Paris)" in read
    assert "Commissaire de justice" in read
    assert qr(pdf) == [PROOF_URL]


def test_minutes_are_deterministic():
    assert minutes_pdf(minutes=minutes()) == minutes_pdf(minutes=minutes())


def test_minutes_of_commit_and_reveal_say_that_it_is_weaker():
    parties = tuple(
        MinutesParty(name=name, commitment=digest(f"to {name}"), value=digest(f"of {name}"))
        for name in ("Maison Alma SAS", "Me Roux", "Me Petit")
    )
    given = minutes(
        round=None, round_at=None, chain_name="", chain_hash="", signature="", parties=parties
    )

    read = words(minutes_pdf(minutes=given))

    assert "Weaker than a public beacon" in read
    assert "Round" not in read
    close = read.replace(" ", "")
    for party in parties:
        assert f"{party.name} committed to" in read and f"{party.name} opened" in read
        assert party.commitment in close and party.value in close


def test_minutes_hold_a_large_draw():
    people = tuple(f"ALMA-{n:06d}" for n in range(400))
    alternates = tuple(f"ALMA-{n:06d}" for n in range(400, 2_400))
    stratum = MinutesStratum(
        name="France", quota=400, entrants=9_000, winners=people, alternates=alternates
    )

    read = words(minutes_pdf(minutes=minutes(strata=(stratum,))))

    assert [n for n in range(2_400) if f"ALMA-{n:06d}" not in read.replace("ALMA- ", "ALMA-")] == []


def test_minutes_survive_hostile_text_and_empty_groups():
    nobody = MinutesStratum(name="<b>Corse</b> & Cie", quota=1, entrants=0, winners=())
    long = replace(minutes().log[0], what="x" * 500 + " <para>", by="y" * 80, hash=digest("z"))

    read = words(minutes_pdf(minutes=minutes(strata=(nobody,), log=(long,))))

    assert "<b>Corse</b> & Cie" in read
    assert "No application in this group." in read
    assert digest("z") in read.replace(" ", "")
