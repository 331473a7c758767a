"""The campaign that is open now: its rules frozen, its first hundred applications in."""

import unicodedata
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from events.domain import applications, lead_imports, public_answers
from events.models import Campaign, ChancesRule, Outcome, RecruitingLink
from events.queries.answers import questions_of
from flows.demo import words
from flows.demo.seed import Story, apply, open_campaign, recruit

APPLICATIONS = 104
NETWORKS = [
    ("Instagram", "Atelier Fil", 88),
    ("Instagram", "", 52),
    ("Lettre", "Novembre", 40),
]
HARD_CASES: dict[int, dict[str, object]] = {
    11: {"seats": 2},  # too small a table
    29: {"birth_year": 0},  # sixteen; the year is worked out below
    47: {"postcode": "97400", "city": "Saint-Denis"},  # outside the regions of this campaign
    71: {"tied_to_brand": True},
}

DOUBTED = {52: ["TOO_FAST"], 95: ["HONEYPOT", "THROWAWAY"]}


def run(story: Story) -> None:
    """Open the winter campaign and let people apply, up to an hour ago."""
    campaign = open_campaign(
        story,
        created=story.day(-9, 10),
        published=story.day(-6, 9),
        said=words.WINTER_WORDS,
        strata=words.WINTER_STRATA,
        applications_open_at=story.day(-5, 9),
        applications_close_at=story.day(4, 20),
        draw_at=story.day(5, 18),
        party_from_date=story.day(14).date(),
        party_until_date=story.day(45).date(),
        chances_rule=ChancesRule.ONE_MORE_IF_NOT_DRAWN,
        outcome=Outcome.NET_ORDERS,
        outcome_from_date=story.day(6).date(),
        outcome_until_date=story.day(76).date(),
        hashtag="lhiverchezvous",
        questions=words.WINTER_QUESTIONS,
    )
    dress, dish, _photo = questions_of(campaign.pk)
    with story.at(story.day(-5, 10)) as at:
        public_answers.replace(
            campaign=campaign, answers=words.WINTER_ANSWERS, by=story.users["organiser"], at=at
        )
    links = recruit(story, campaign, NETWORKS, at=story.day(-6, 10))
    first = story.day(-5, 9, 5)
    last = story.present - timedelta(hours=1)
    step = (last - first) / APPLICATIONS
    regions = [*words.PARIS, *words.NORTH_EAST, *words.WEST, *words.SOUTH_WEST, *words.SOUTH_EAST]
    year = story.present.year
    previous = None
    for number in range(APPLICATIONS):
        fan = story.crowd.fan(*regions, "Île-de-France", "Corse", year=year)
        fan.answers.update(HARD_CASES.get(number, {}))
        if number == 29:
            fan.answers["birth_year"] = year - 16
        if number == 83 and previous is not None:  # two applications from one home
            home = ("address_line", "address_extra", "postcode", "city", "last_name")
            fan.answers.update({name: previous.answers[name] for name in home})
        if number == 60 and previous is not None:  # a couple with one telephone, each applying
            again = ("last_name", "phone", "address_extra", "postcode", "city")
            fan.answers.update({name: previous.answers[name] for name in again})
            fan.answers["address_line"] = f"{previous.answers['address_line']}s"
        dice = story.crowd.dice
        boxes = (("MARKETING", 0.4), ("MEASUREMENT", 0.6))
        extra = [box for box, share in boxes if dice.random() < share]
        source = dice.choice([None, *links])
        at = first + step * number
        application = apply(
            story,
            campaign,
            fan,
            at,
            *extra,
            source=source,
            submitted=number % 17 != 5,
            given={
                dress: f"o{1 + number % 7 % 3}",
                dish: words.DISHES[number % 6] if number % 4 else "",
            },
            doubts=DOUBTED.get(number, ()),
        )
        if number in {37, 91}:
            with story.at(at + timedelta(minutes=20)) as later:
                applications.withdraw(application=application, by=application.user, at=later)
        previous = fan
    _ad_forms(story, campaign, links[0])


# The two columns that an import reads, among those that Meta's export has.
_EXPORTED = "id\tad_id\tadset_id\tform_id\tis_organic\tplatform\temail\tfirst_name\n"
_INVITED = "Solène Gaspard Ysaline Côme Marguerite Anatole Philippine Aurélien Bérénice Octave"
_UNDECIDED = (
    "Prénom;E-mail\nÉléonore;eleonore.salon@courrier.example\nTancrède;tancrede@@courrier.example\n"
    "Apolline;apolline.nappe@courrier.example\nAmbre;\nAmbroise;Ambroise.Table@courrier.example\n"
    "Ambroise;ambroise.table+jeu@courrier.example\nSolène;solene.formulaire@courrier.example\n"
)


def _ad_forms(story: Story, campaign: Campaign, source: RecruitingLink) -> None:
    """Two exports of an ad's form: the people of one are invited, the other waits for a decision."""
    by = story.users["organiser"]
    lines = [
        f"l:{number}\tag:1\tas:1\tf:1\tfalse\tig\t{_mailbox(name)}\t{name}\n"
        for number, name in enumerate(_INVITED.split(), start=1)
    ]
    for name, text, at in (
        ("formulaire-hiver-instagram.csv", _EXPORTED + "".join(lines), story.day(-3, 10)),
        ("salon-du-textile.csv", _UNDECIDED, story.day(-1, 16)),
    ):
        with story.at(at):
            found = lead_imports.upload(
                campaign=campaign,
                source=source,
                file=SimpleUploadedFile(name, text.encode()),
                file_name=name,
                language="fr",
                by=by,
                at=at,
            )
            lead_imports.read(lead_import=found, mapping=found.mapping, at=at)
        if text is not _UNDECIDED:
            with story.at(at + timedelta(minutes=4)) as later:
                lead_imports.invite(lead_import=found, by=by, at=later)


def _mailbox(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return f"{plain}.formulaire@courrier.example"
