"""Witnesses instead of a beacon, through their own pages: asked, committed, sealed, opened, drawn."""

import re

import pytest

from common import clock
from events.domain import draws, witnesses
from events.domain.seal_plans import ORGANISER_LABEL
from events.models import Draw, DrawRequest, DrawState, DrawWitness
from events.queries.draws import bundle_bytes, header, log_lines
from events.raffle import commit_reveal
from events.raffle.verify import main as verify
from flows import erasure
from mailing.models import Message
from tests.desk.conftest import sign_in
from tests.factories.draws import closed_campaign, officer, sealed_draw
from tests.moments import NOON

pytestmark = pytest.mark.django_db
NOTARY, MAYOR = "notaire à Lille", "mairie"
SEAL = {"mode": "COMMIT_REVEAL", "chain": "rehearsal", "moment": "SOON"}


class Story:
    """A campaign whose applications are closed, with two officers at two screens."""

    def __init__(self, deliver_all) -> None:
        self.campaign = closed_campaign()
        self.first, self.second = officer(self.campaign.brand), officer(self.campaign.brand)
        self.url = f"/desk/{self.campaign.brand.slug}/draws/{self.campaign.slug}"
        self.deliver = lambda: deliver_all(send=False)
        self.values: dict[str, str] = {}

    def desk(self, who=None):
        return sign_in((who or self.first).memberships.get())

    def ask(self, label: str, **data: str):
        client = self.desk()
        page = client.get(f"{self.url}/witnesses").text
        code = re.search(r'name="code" value="([0-9A-Z]{10})"', page)
        assert code
        sent = {"label": label, "language": "fr", "code": code[1], **data}
        answer = client.post(f"{self.url}/witnesses?lang=en", sent)
        self.deliver()
        return answer

    def page(self, label: str) -> str:
        """The private address, as the mail gives it."""
        address = DrawWitness.objects.get(label=label).email
        mail = Message.objects.filter(to_address=address).earliest("pk")
        found = re.search(r"/w/[0-9A-Z]{27}", mail.text)
        assert found
        return found[0]

    def commit(self, client, label: str) -> None:
        witness = DrawWitness.objects.get(label=label)
        self.values[label] = commit_reveal.new_value()
        made = commit_reveal.commitment_to(
            draw_code=witness.draw_code, label=label, value=self.values[label]
        )
        client.post(self.page(label), {"commitment": made})

    def seal(self) -> Draw | None:
        self.desk().post(f"{self.url}/seal", SEAL)
        self.deliver()
        return Draw.objects.first()


@pytest.fixture
def story(deliver_all) -> Story:
    return Story(deliver_all)


@pytest.fixture
def sealed(story, client) -> Story:
    for label, email in ((NOTARY, "notaire@example.com"), (MAYOR, "mairie@example.com")):
        story.ask(label, email=email)
        story.commit(client, label)
    assert story.seal() is not None
    return story


def test_two_witnesses_commit_and_open_on_their_pages_and_the_draw_follows(
    sealed, client, tmp_path, capsys
):
    draw = Draw.objects.get()
    waiting = sealed.desk(sealed.second).get(f"{sealed.url}?lang=en").text
    public = client.get(f"/proof/{draw.code}?lang=en").text
    told = Message.objects.filter(template="witness_sealed")
    assert {one.to_address for one in told} == {"notaire@example.com", "mairie@example.com"}
    assert all(draw.root in one.text for one in told)

    for label in (MAYOR, NOTARY):
        client.post(sealed.page(label), {"value": sealed.values[label]})
    opened = client.get(f"{sealed.page(MAYOR)}?lang=en").text
    draws.run_draw(draw=draw, by=sealed.second, at=clock.now())
    sealed.deliver()

    parties = [one["label"] for one in header(draw)["randomness"]["parties"]]
    assert parties == [ORGANISER_LABEL, NOTARY, MAYOR]
    for page in (waiting, public):
        assert "Weaker than a public beacon" in page
        assert "notaire à Lille" in page and "mairie" in page
    assert "Your secret is open" in opened
    draw.refresh_from_db()
    assert draw.state == DrawState.DRAWN
    bundle = tmp_path / "bundle.json"
    bundle.write_bytes(bundle_bytes(draw))
    assert verify([str(bundle), "--root", draw.root]) == 0, capsys.readouterr().out
    assert not DrawWitness.objects.exclude(email="").exists(), "nobody needs the addresses now"


def test_the_house_never_holds_a_secret_before_the_seal(sealed):
    stored = str(list(DrawWitness.objects.values())) + str(list(Draw.objects.values()))

    for value in sealed.values.values():
        assert value not in stored


def test_the_seal_waits_for_every_commitment(story, client):
    nobody = story.desk().post(f"{story.url}/seal?lang=en", SEAL).text
    story.ask(NOTARY, email="notaire@example.com")
    awaited = story.desk().post(f"{story.url}/seal?lang=en", SEAL).text

    assert "Ask at least one witness first." in nobody
    assert "notaire à Lille has not committed yet." in awaited
    assert not DrawRequest.objects.exists()


def test_a_missing_secret_makes_the_draw_wait_and_says_so_after_the_hour(sealed, client):
    draw = Draw.objects.get()
    client.post(sealed.page(NOTARY), {"value": sealed.values[NOTARY]})

    with clock.fixed(sealed.campaign.draw_at):
        desk = sealed.desk(sealed.second).get(f"{sealed.url}?lang=en").text
        public = client.get(f"/proof/{draw.code}?lang=en").text
        with pytest.raises(draws.NotYet, match="mairie"):
            draws.ask_draw(draw=draw, by=sealed.second, at=clock.now())

    for page in (desk, public):
        assert "The draw waits for a secret: mairie" in page
    assert 'action="' + f"{sealed.url}/run" not in desk
    draw.refresh_from_db()
    assert draw.state == DrawState.SEALED


@pytest.mark.parametrize("value", ["00" * 32, "AB" * 32, "abc", ""])
def test_a_secret_that_does_not_match_is_refused(sealed, client, value):
    page = client.post(f"{sealed.page(MAYOR)}?lang=en", {"value": value}).text

    draw = Draw.objects.get()
    assert "Open my secret" in page and 'role="alert"' in page
    assert draw.contributions == {}
    tried = [line for line in log_lines(draw) if line.kind == "ATTEMPT"]
    assert len(tried) == (value == "00" * 32)


def test_anothers_secret_is_not_ones_own(sealed, client):
    client.post(sealed.page(MAYOR), {"value": sealed.values[NOTARY]})

    assert Draw.objects.get().contributions == {}


def test_a_commitment_can_be_changed_before_the_seal_and_not_after(story, client):
    story.ask(NOTARY, email="notaire@example.com")
    page = story.page(NOTARY)
    client.post(page, {"commitment": "ab" * 32})
    client.post(page, {"commitment": "cd" * 32})
    story.seal()
    client.post(page, {"commitment": "ef" * 32})

    witness = DrawWitness.objects.get()
    assert witness.commitment == "cd" * 32
    with pytest.raises(witnesses.WitnessRefused):
        witnesses.commit(witness=witness, commitment="ef" * 32, at=NOON)


@pytest.mark.parametrize(
    ("label", "data"),
    [
        (NOTARY, {"email": "other@example.com"}),
        ("NOTAIRE  à lille", {"email": "other@example.com"}),
        ("Organiser", {"email": "other@example.com"}),
        ("huissier", {}),
        ("huissier", {"commitment": "xyz"}),
        ("huissier", {"commitment": "ab" * 32}),
        ("hui\u202essier", {"email": "other@example.com"}),
        ("", {"email": "other@example.com"}),
    ],
)
def test_a_witness_that_cannot_be_is_refused_with_what_to_do(story, client, label, data):
    story.ask(NOTARY, email="notaire@example.com")
    client.post(story.page(NOTARY), {"commitment": "ab" * 32})

    answer = story.ask(label, **data)

    assert answer.status_code == 200 and 'role="alert"' in answer.text
    assert DrawWitness.objects.count() == 1


def test_a_commitment_given_in_person_needs_no_mail(story):
    story.ask("huissier", commitment="ab" * 32)

    draw = story.seal()

    assert draw is not None and not Message.objects.filter(template="witness_asked").exists()
    assert "huissier" in story.desk().get(story.url).text


def test_a_witness_is_done_without_before_the_seal_alone(story, client):
    story.ask(NOTARY, email="notaire@example.com")
    story.ask(MAYOR, commitment="ab" * 32)
    page = story.page(NOTARY)

    gone = DrawWitness.objects.get(label=NOTARY)
    story.desk().post(f"{story.url}/witnesses", {"dismiss": str(gone.pk)})
    story.seal()
    left = DrawWitness.objects.get()
    story.desk().post(f"{story.url}/witnesses", {"dismiss": str(left.pk)})

    assert client.get(page).status_code == 404
    assert [one.label for one in DrawWitness.objects.all()] == [MAYOR]


def test_a_new_draw_asks_its_witnesses_anew(sealed):
    draw = Draw.objects.get()
    draws.void(draw=draw, by=sealed.first, at=NOON, reason="A region was missing.")

    page = sealed.desk().get(f"{sealed.url}/witnesses?lang=en").text

    assert "Nobody is asked yet." in page
    with pytest.raises(draws.SealImpossible):
        witnesses.ready(sealed.campaign)


def test_a_witness_who_asks_is_forgotten_and_what_they_committed_to_stays(story, client):
    story.ask(NOTARY, email="notaire@example.com")
    story.commit(client, NOTARY)
    before = DrawWitness.objects.get().commitment

    erasure.erase(email="notaire@example.com", brand=story.campaign.brand, at=NOON, by="person")

    witness = DrawWitness.objects.get()
    assert (witness.email, witness.commitment) == ("", before)


def test_nobody_else_may_ask_witnesses():
    draw = sealed_draw()
    stranger = officer(draw.campaign.brand, "CARE").memberships.get()

    answer = sign_in(stranger).get(
        f"/desk/{draw.campaign.brand.slug}/draws/{draw.campaign.slug}/witnesses"
    )

    assert answer.status_code == 403
