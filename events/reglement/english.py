"""The rules in English."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from common.money import format_money
from events.reglement.facts import Attribution, Purpose, RulesFacts, RulesPrize, RulesStratum
from events.reglement.text import BULLET, RulesText, assemble

Paragraphs = Sequence[str]

_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_COUNTRIES = {
    "FR": "in metropolitan France, including Corsica",
    "BE": "in Belgium",
    "CH": "in Switzerland",
    "LU": "in Luxembourg",
    "DE": "in Germany",
    "ES": "in Spain",
    "IT": "in Italy",
    "PT": "in Portugal",
    "NL": "in the Netherlands",
    "GB": "in the United Kingdom",
    "CA": "in Canada",
}
_KEPT: dict[Purpose, str] = {
    "APPLICATION": "applying, checks and answers (steps taken at your request, performance of these rules): {} after applications close",
    "DRAW_PROOF": "proof of the draw for those it named (legitimate interest: establishing, exercising or defending a legal claim): {} after the draw, in an archive with restricted access",
    "DELIVERY": "address and telephone for delivery and return (performance of these rules): {} after the kit has been delivered or returned",
    "NEEDS": "allergies, diets and sizes, always optional (explicit consent): {} after the party",
    "GUESTS": "guests’ answers (performance of what they ask): {} after the party",
    "ORDERS": "orders linked to a party (legitimate interest: measuring the campaign, keeping accounts): {} after the order, without prejudice to statutory accounting periods",
    "MEASURE": "measuring the campaign’s effect from a hash of the e-mail address (separate consent): {} after applications close",
    "MARKETING": "news from the brand (separate consent, never asked as a condition of taking part): {} after you were last in touch",
    "PHOTOS": "photographs (consent of each person, for each use): {} after they were added, or less if you withdraw them",
}

_SHARED: dict[Attribution, str] = {
    "precedence-last-touch": "Where several parties led to one order, the code of a party comes before a link, and the latest of its kind decides.",
    "precedence-first-touch": "Where several parties led to one order, the code of a party comes before a link, and the first of its kind decides.",
    "linear": "Where several parties led to one order, its net amount is shared among them in equal parts.",
    "position": "Where several parties led to one order, 40 % of its net amount goes to the first, 40 % to the last and 20 % to those between; two have half each.",
    "time-decay": "Where several parties led to one order, its net amount is shared among them, and a party’s part is half as large for each seven days before the order.",
}


def write_english(facts: RulesFacts) -> RulesText:
    """The English rules; ``facts`` are taken as checked."""
    sections = [
        ("Organiser", _organiser(facts)),
        ("Purpose and dates", _object(facts)),
        ("Free entry, no purchase necessary", _free(facts)),
        ("Who may take part", _who(facts)),
        ("How to take part", _how(facts)),
        ("Number of hosts and how they are shared out", _places(facts)),
        ("The draw and its proof", _draw(facts)),
        ("Winners’ answers and alternates", _answers(facts)),
        ("What each host receives", _prizes(facts)),
        ("Things on loan", _loans(facts)),
        ("The party", _party(facts)),
        ("Posting is always optional", _posting(facts)),
        ("Guests’ purchases", _purchases(facts)),
        ("Comparison groups", _arms(facts)),
        ("Personal data", _data(facts)),
        ("Social networks", facts.own("NETWORKS") or _networks(facts)),
        ("Changes, postponement, cancellation", _changes(facts)),
        *((clause.heading, clause.paragraphs) for clause in facts.added),
        ("Liability", facts.own("LIABILITY") or _liability(facts)),
        ("Where to find these rules", _access(facts)),
        ("Law and disputes", _law(facts)),
    ]
    amended = f", amended on {_day(facts.amended_date)}" if facts.amended_date else ""
    return assemble(
        language="en",
        title=_set(f"Rules of “{facts.campaign_title}”"),
        subtitle=_set(f"{facts.organiser_name}, version {facts.version}{amended}"),
        sections=[
            (_set(heading), [_set(paragraph) for paragraph in paragraphs])
            for heading, paragraphs in sections
        ],
    )


def _organiser(facts: RulesFacts) -> Paragraphs:
    return [
        f"“{facts.campaign_title}” is organised by {facts.legal_name} ({facts.registration}), whose registered office is at {facts.address}, trading as {facts.organiser_name} (“the organiser”).",
        f"For any question: {facts.contact}.",
    ]


def _object(facts: RulesFacts) -> Paragraphs:
    kind = (
        "a party at home, among friends"
        if facts.kind == "PARTY"
        else "a dinner at home, joined by at least one member of the organiser’s own team"
    )
    return [
        f"The campaign names hosts by a draw; each gives {kind}, with a kit supplied by the organiser. Chance alone names the hosts: neither answers to the questionnaire, nor fame, nor number of followers, nor any purchase counts.",
        f"{BULLET}Applications open: {_moment(facts.opens_at, facts)}.",
        f"{BULLET}Applications close: {_moment(facts.closes_at, facts)}.",
        f"{BULLET}Draw: {_moment(facts.draw_at, facts)}, or as soon as possible afterwards.",
        f"{BULLET}Parties: {_span(facts)}.",
    ]


def _free(facts: RulesFacts) -> Paragraphs:
    return [
        "Entry is free and no purchase is necessary. No payment, subscription, premium-rate call or code printed on a product is asked for, at any time, to apply, to win or to receive the kit. Buying does not improve your chances.",
        "The organiser bears the cost of sending the kit and, where it applies, of its return.",
        "Receiving news from the brand is never a condition: each consent is separate, optional and can be withdrawn.",
    ]


def _who(facts: RulesFacts) -> Paragraphs:
    where = _COUNTRIES.get(facts.country, f"in the country with code {facts.country}")
    lines = [
        f"The campaign is open to any individual who is at least {facts.minimum_age} years old when applying, lives {where} and can hold the party at home.",
        f"The party is held at a table {_table(facts)}; an application that offers fewer seats is not admitted.",
        "A household, meaning a postal address, can be named only once. Where several people of one household apply, one stands for it: the one the draw places first. Applications with the same e-mail account or telephone number count as one household as well. Before the draw is sealed, the organiser may find that one address holds several homes, or that several applications come from one person: then each home takes part for itself, and one application stands for each person.",
    ]
    if facts.staff_and_family_excluded:
        lines.append(
            "Employees and officers of the organiser and of the companies involved in the campaign, the public officer who may be engaged and that officer’s firm, and members of their families living under the same roof may not take part."
        )
    if facts.cooldown_days:
        lines.append(
            f"A household named in a campaign of the same organiser in the {_count(facts.cooldown_days, 'day', 'days')} before opening cannot be named again."
        )
    lines.append(
        "Before confirming a host, the organiser may ask to see proof of age and of address, and does not keep it. An application that is set aside is given the reason; the person may contest it with the organiser, who has the decision looked at again by a person."
    )
    return lines


def _how(facts: RulesFacts) -> Paragraphs:
    return [
        f"Apply online at {facts.page_url} within the dates given. The e-mail address is confirmed by a code. A numbered receipt, naming the version and the hash of these rules, is sent at once.",
        *_asked(facts),
        "An application can be changed or withdrawn until applications close. Incomplete applications, those repeated by one person and those made by a robot, are not admitted to the draw.",
    ]


def _asked(facts: RulesFacts) -> Paragraphs:
    if not facts.questions:
        return []
    return [
        "Besides the person and the home, the application asks what follows; no answer counts in the draw:",
        *(
            f"{BULLET}“{question.words}”"
            + (" (an answer is required)" if question.required else "")
            for question in facts.questions
        ),
    ]


def _places(facts: RulesFacts) -> Paragraphs:
    hosts = _count(facts.hosts_wanted, "host is named", "hosts are named")
    lines = [f"In all, {hosts}."]
    if facts.strata:
        lines[0] = f"In all, {hosts}, shared out as follows:"
        lines += [
            f"{BULLET}{stratum.name}: {_count(stratum.quota, 'host', 'hosts')}{_newcomers(stratum)}"
            + (";" if stratum is not facts.strata[-1] else ".")
            for stratum in facts.strata
        ]
        lines.append("Each admitted application takes part in the group of its home only.")
    if any(stratum.min_newcomers for stratum in facts.strata):
        lines.append(
            "A newcomer is someone who has never hosted for the organiser. The places kept for newcomers go to the first newcomers in the order drawn; the others go to all who are left, in the same order. The chance of a newcomer may therefore be higher."
        )
    if facts.most_chances > 1:
        lines.append(
            f"Each admitted application has one chance, and one more for each earlier campaign of the organiser whose draw the person took part in without being offered a place, up to {facts.most_chances} chances in all. Nothing bought and nothing posted ever gives a chance."
        )
    else:
        lines.append(
            "Each admitted application has one chance, like every other in its group."
            if facts.strata
            else "All admitted applications have the same chance."
        )
    lines.append(
        "The numbers of admitted applications and of places are shown on the campaign’s page."
    )
    return lines


def _draw(facts: RulesFacts) -> Paragraphs:
    if facts.randomness == "BEACON":
        source = f"Chance comes from a public beacon ({facts.beacon}) that nobody can foresee or influence: the number of the round is announced at the seal, before that round exists, and its signature is verified. If the announced round is not published, the draw is postponed and a new future round is publicly announced."
    else:
        source = "Chance comes from two secret values combined, one of the organiser’s and one of a witness’s; their hashes are published at the seal and the values revealed at the draw. This method relies on the witness being independent, and the proof page says so."
    return [
        "After applications close, the list of admitted applications is sealed: each stands in it as a salted hash that does not reveal who it is, and the hash of the whole list (Merkle root) is published at once with that of these rules.",
        source,
        "From it, a public and versioned algorithm derives a full order of applications for each group. Two different people make the seal and the draw; every step is written in a chained log. No draw is repeated in silence: a voided draw stays visible, with the reason.",
        f"The proof is published at {facts.proof_url}. Anyone can find their receipt there, download the data and re-run the draw. Minutes are drawn up; they name winners only by their number in the draw.",
    ]


def _answers(facts: RulesFacts) -> Paragraphs:
    alternates = (
        "all the applications that follow, in the order drawn, are alternates"
        if facts.alternates is None
        else f"the next {_count(facts.alternates, 'application', 'applications')} of each group, in the order drawn, are alternates"
    )
    return [
        "No message announces a win before the draw has been made and verified. Everyone who applied then gets an answer, with the reason.",
        f"Each winner is told by e-mail and has {_count(facts.answer_within_hours, 'hour', 'hours')} to accept and to confirm their address and these rules. A refusal, silence at the end of that time or a later withdrawal frees the place.",
        f"A freed place goes to the next application of the same group: {alternates}. Alternates are asked for as long as the dates of the parties allow; the draw is closed only once every place is filled or no alternate is left.",
        "A place that nobody of its group is left to take goes to the application that chance placed first among all groups."
        if facts.overflow == "POOL"
        else "A place that nobody of its group is left to take stays empty.",
    ]


def _prizes(facts: RulesFacts) -> Paragraphs:
    lines = [
        "Each host receives a kit made up as follows (indicative values per unit, taxes included):"
    ]
    lines += [f"{BULLET}{_prize(prize)}" for prize in facts.prizes]
    if facts.given:
        lines.append(
            f"What each host keeps is worth {_money(facts.given_minor, facts.currency)}, that is {_money(facts.given_minor * facts.hosts_wanted, facts.currency)} for all hosts together."
        )
    lines.append(
        "The kit cannot be exchanged, refunded or turned into money, and may not be sold on. In case of force majeure, something unavailable is replaced by something of at least equal value."
    )
    return lines


def _loans(facts: RulesFacts) -> Paragraphs:
    if not facts.loaned:
        return []
    return [
        "What is marked as on loan remains the organiser’s property and is lent free of charge (loan for use, articles 1875 and following of the French Civil Code). Its condition is listed on the way out and on the way back, with photographs if the host wishes.",
        f"The host takes care of it and hands it to the carrier with the prepaid return label within {_count(facts.return_days, 'day', 'days')} after the party. The wear of ordinary trying-on is never charged.",
        f"For loss or damage the host answers for, no more than {_money(facts.liability_cap_minor, facts.currency)} in all may be asked, whatever the things are worth, except for intentional fault. The cap is shown again before the host accepts. Transport is at the organiser’s risk.",
    ]


def _party(facts: RulesFacts) -> Paragraphs:
    lines = [
        f"The host picks a date within the party window ({_span(facts)}) and freely invites whom they wish, by a link they share themselves. The organiser asks for no address book. Guests pay nothing and need not buy anything.",
        "The host’s address is shown only to guests who have been admitted. "
        + (
            "The party is for adults only: no minor is invited."
            if facts.alcohol
            else "Children are welcome in the care of their parents; they are counted, never named."
        ),
        "The allergens of each food supplied are listed in the kit and online; the host keeps the list at hand for guests.",
    ]
    if facts.kind == "DINNER":
        lines.append(
            "The host and the visiting team member agree beforehand. Either may step back without giving a reason."
        )
    lines.append(
        "The campaign concerns drinks that contain alcohol. The organiser gives, lends and offers none of them: the kit contains no alcohol. Alcohol abuse is dangerous for health; drink in moderation."
        if facts.alcohol
        else "The kit contains no alcohol."
    )
    return lines


def _posting(facts: RulesFacts) -> Paragraphs:
    return [
        "Posting a photograph, a video or a review is always optional: it is required neither to take part nor to receive or keep the kit, and changes no chance and no benefit.",
        "A host who chooses to post about the kit or the brand shows the words « Collaboration commerciale » clearly, legibly and for the whole length of the content (French law no. 2023-451 of 9 June 2023) and says that the kit was supplied free of charge. Where the total value of benefits from one advertiser for one promotional purpose reaches, within a year, the statutory threshold of €1,000 before tax, a written contract is made beforehand.",
        "Nobody is photographed or published without agreeing, for each use, and may withdraw; for a minor, those with parental authority decide.",
    ]


def _purchases(facts: RulesFacts) -> Paragraphs:
    right = (
        "This credit gives right to the benefits described on the campaign’s page, earned once the periods for withdrawal and return are over."
        if facts.credits_earn_rewards
        else "This credit serves to measure the campaign; it gives right to no payment."
    )
    return [
        "The host sells nothing, takes no order and receives no payment: guests who wish to buy do so in the brand’s online shop, with all the rights of a distance buyer, including fourteen days to withdraw.",
        f"An order placed by a guest within {_count(facts.conversion_window_days, 'day', 'days')} of visiting through the host’s link, or with the party’s code, is credited to the host for its net amount; a refund reduces the credit in proportion. {_SHARED[facts.attribution]} {right}",
        "The host sees totals, never what a person bought. No tracker used to link an order is set without consent.",
    ]


def _arms(facts: RulesFacts) -> Paragraphs:
    groups = []
    most = "at most " if facts.overflow == "POOL" else ""
    if facts.share_only:
        groups.append(
            f"{BULLET}{most}{_count(facts.share_only, 'application receives', 'applications receive')} a link to share, without a kit;"
        )
    if facts.holdout:
        groups.append(
            f"{BULLET}{most}{_count(facts.holdout, 'application receives', 'applications receive')} neither kit nor link, for comparison;"
        )
    if not groups:
        return _compared(facts)
    groups[-1] = groups[-1].removesuffix(";") + "."
    return [
        "To learn what the campaign really brings, the same drawn order also names, at its end and by the same chance:",
        *groups,
        "These groups are read from the one order of the draw: they change nobody’s chance. Totals are compared by group; no decision about a person follows. Should a place be free when every alternate has been asked, it is offered to them too.",
        *_compared(facts),
    ]


def _compared(facts: RulesFacts) -> Paragraphs:
    if not (facts.compares_orders and facts.compared_from_date and facts.compared_last_date):
        return []
    return [
        f"What is compared is fixed and sealed before the draw: the net orders of each applicant’s own household from {_day(facts.compared_from_date)} to {_day(facts.compared_last_date)}, both included, for hosts and for everybody else who took part. Orders are found by a hash of the e-mail address, only of those who agreed to it when applying; agreeing or not changes no chance."
    ]


def _newcomers(stratum: RulesStratum) -> str:
    if not stratum.min_newcomers:
        return ""
    return f", of whom at least {_count(stratum.min_newcomers, 'newcomer', 'newcomers')}"


def _data(facts: RulesFacts) -> Paragraphs:
    controller = facts.controller or facts.legal_name
    contact = facts.privacy_contact or facts.contact
    return [
        f"The data controller is {controller}. Data serve the purposes below and no other; each is kept for the time given, then deleted:",
        *(
            f"{BULLET}{_KEPT[rule.purpose].format(_kept(rule.days))};"
            for rule in facts.retention[:-1]
        ),
        *(
            f"{BULLET}{_KEPT[rule.purpose].format(_kept(rule.days))}."
            for rule in facts.retention[-1:]
        ),
        "Only those who need them at the organiser’s and at its processors (hosting, sending messages, transport), bound by contract, have access. They are neither sold nor hired out. The draw is not profiling: it depends on no fact about a person beyond the conditions for taking part.",
        f"Everyone has the rights of access, rectification, erasure, restriction, objection and portability, may withdraw a consent at any time and may say what becomes of their data after death, by writing to {contact}; an answer comes within a month. Complaints may be made to the French authority, the CNIL (www.cnil.fr).",
        "Erasure destroys the salt that ties a person to the sealed list: the public hash stays, can no longer be linked to anyone, and the proof of the draw can still be verified. An application erased before the closing date does not take part in the draw.",
    ]


def _networks(facts: RulesFacts) -> Paragraphs:
    if not facts.networks:
        return ["The campaign is not organised, sponsored or administered by any social network."]
    return [
        f"The campaign is not organised, sponsored, administered by or associated with {_or(facts.networks)}, which bear no liability for it. Data are given to the organiser, not to these networks. No social network account is needed to take part."
    ]


def _changes(facts: RulesFacts) -> Paragraphs:
    return [
        "These rules are frozen when applications open. They can be changed afterwards only for a legitimate reason and without reducing chances or rights already acquired; each change is dated, numbered, published and announced to those who applied, who may withdraw. Earlier versions stay available.",
        "In case of force majeure the campaign may be shortened, postponed or cancelled; those who applied are told. A prize that has been won remains due.",
        *(
            [
                "Where an article worded for this campaign alone says otherwise than another article, the latter prevails; no article may make taking part subject to a payment or a purchase."
            ]
            if facts.clauses
            else []
        ),
    ]


def _liability(facts: RulesFacts) -> Paragraphs:
    return [
        "The organiser does not answer for failures of the network or of participants’ equipment, nor for a carrier’s delay beyond its control; it then offers the host other dates. Nothing in these rules limits its liability for bodily harm, unsafe products or gross negligence, nor consumers’ statutory rights.",
        "Proven fraud leads to exclusion of the application, once the person has been able to explain; the place then goes to the alternate.",
    ]


def _access(facts: RulesFacts) -> Paragraphs:
    deposit = f" They are deposited with {facts.deposited_with}." if facts.deposited_with else ""
    return [
        f"These rules can be read and downloaded free of charge at {facts.page_url} and are sent at no cost to anyone who asks {facts.contact}.{deposit}",
        "They exist in French and in English; where they differ, the French text prevails, without depriving a consumer of the protection of the law of their country. The SHA-256 hash of the text is published with it.",
    ]


def _law(facts: RulesFacts) -> Paragraphs:
    mediator = (
        f" Failing agreement, a consumer may turn, free of charge, to the consumer mediator: {facts.mediator}."
        if facts.mediator
        else ""
    )
    return [
        f"Taking part means accepting these rules, which are governed by French law. A complaint may be sent to {facts.contact} and gets a reasoned answer.{mediator}",
        "Disputes go to the courts that are competent under ordinary law; a consumer may go to that of their own home.",
    ]


def _prize(prize: RulesPrize) -> str:
    number = f"{prize.quantity} × " if prize.quantity > 1 else ""
    kind = "to keep" if prize.kind == "GIVEN" else "on loan, to be returned"
    each = " each" if prize.quantity > 1 else ""
    return f"{number}{prize.name} ({kind}): {_money(prize.value_minor, prize.currency)}{each}"


def _money(amount_minor: int, currency: str) -> str:
    return format_money(amount_minor, currency, "en")


def _table(facts: RulesFacts) -> str:
    if facts.seats_min == facts.seats_max:
        return f"of {_count(facts.seats_min, 'seat', 'seats')}"
    return f"of {facts.seats_min} to {facts.seats_max} seats"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _kept(days: int) -> str:
    if days % 365 == 0:
        return _count(days // 365, "year", "years")
    return _count(days, "day", "days")


def _or(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _moment(moment: datetime, facts: RulesFacts) -> str:
    local = moment.astimezone(ZoneInfo(facts.timezone))
    zone = "Paris time" if facts.timezone == "Europe/Paris" else f"time zone {facts.timezone}"
    return f"{_DAYS[local.weekday()]} {_day(local.date())} at {local:%H:%M} ({zone})"


def _span(facts: RulesFacts) -> str:
    if facts.party_from_date == facts.party_last_date:
        return f"on {_day(facts.party_from_date)}"
    return f"from {_day(facts.party_from_date)} to {_day(facts.party_last_date)}, both included"


def _set(text: str) -> str:
    """Curly apostrophes, and no line break between « » and what they hold."""
    return text.replace("'", "’").replace("« ", "«\u00a0").replace(" »", "\u00a0»")
