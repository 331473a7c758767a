"""The rules in French: the text that prevails."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from common.money import format_money
from events.reglement.facts import Attribution, Purpose, RulesFacts, RulesPrize, RulesStratum
from events.reglement.text import BULLET, RulesText, assemble

Paragraphs = Sequence[str]

_DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
_MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)
_COUNTRIES = {
    "FR": "en France métropolitaine, Corse comprise",
    "BE": "en Belgique",
    "CH": "en Suisse",
    "LU": "au Luxembourg",
    "DE": "en Allemagne",
    "ES": "en Espagne",
    "IT": "en Italie",
    "PT": "au Portugal",
    "NL": "aux Pays-Bas",
    "GB": "au Royaume-Uni",
    "CA": "au Canada",
}
_KEPT: dict[Purpose, str] = {
    "APPLICATION": "candidature, vérifications et réponses (mesures précontractuelles prises à votre demande, exécution du présent règlement) : {} après la date limite de candidature",
    "DRAW_PROOF": "preuve du tirage pour les personnes désignées (intérêt légitime : établir, exercer ou défendre un droit) : {} après le tirage, en archive à accès restreint",
    "DELIVERY": "adresse et téléphone pour la livraison et le retour (exécution du règlement) : {} après la livraison ou le retour du kit",
    "NEEDS": "allergies, régimes et tailles, toujours facultatifs (consentement explicite) : {} après la réception",
    "GUESTS": "réponses des invités (exécution de leur demande) : {} après la réception",
    "ORDERS": "commandes rattachées à une réception (intérêt légitime : mesurer l’opération, tenir les comptes) : {} après la commande, sans préjudice des durées comptables légales",
    "MEASURE": "mesure de l’effet de l’opération, à partir d’une empreinte de l’adresse électronique (consentement distinct) : {} après la date limite de candidature",
    "MARKETING": "nouvelles de la marque (consentement distinct, jamais demandé pour participer) : {} après votre dernier contact",
    "PHOTOS": "photographies (consentement de chaque personne, pour chaque usage) : {} après leur dépôt, ou moins si vous les retirez",
}

_SHARED: dict[Attribution, str] = {
    "precedence-last-touch": "Si plusieurs réceptions ont mené à une commande, le code d’une réception passe avant un lien, et le plus récent de son espèce l’emporte.",
    "precedence-first-touch": "Si plusieurs réceptions ont mené à une commande, le code d’une réception passe avant un lien, et le premier de son espèce l’emporte.",
    "linear": "Si plusieurs réceptions ont mené à une commande, son montant net est partagé entre elles à parts égales.",
    "position": "Si plusieurs réceptions ont mené à une commande, 40 % de son montant net reviennent à la première, 40 % à la dernière et 20 % à celles qui sont entre les deux ; deux en ont la moitié chacune.",
    "time-decay": "Si plusieurs réceptions ont mené à une commande, son montant net est partagé entre elles, la part d’une réception étant moitié moindre pour chaque période de sept jours qui précède la commande.",
}


def write_french(facts: RulesFacts) -> RulesText:
    """The French rules; ``facts`` are taken as checked."""
    sections = [
        ("Organisateur", _organiser(facts)),
        ("Objet et calendrier", _object(facts)),
        ("Participation gratuite et sans obligation d’achat", _free(facts)),
        ("Qui peut participer", _who(facts)),
        ("Comment participer", _how(facts)),
        ("Nombre d’hôtes et répartition", _places(facts)),
        ("Tirage au sort et preuve", _draw(facts)),
        ("Réponse des gagnants et suppléants", _answers(facts)),
        ("Ce que reçoit chaque hôte", _prizes(facts)),
        ("Objets prêtés", _loans(facts)),
        ("La réception", _party(facts)),
        ("Publications : toujours facultatives", _posting(facts)),
        ("Achats des invités", _purchases(facts)),
        ("Groupes de comparaison", _arms(facts)),
        ("Données personnelles", _data(facts)),
        ("Réseaux sociaux", facts.own("NETWORKS") or _networks(facts)),
        ("Modification, report, annulation", _changes(facts)),
        *((clause.heading, clause.paragraphs) for clause in facts.added),
        ("Responsabilité", facts.own("LIABILITY") or _liability(facts)),
        ("Accès au règlement", _access(facts)),
        ("Droit applicable et litiges", _law(facts)),
    ]
    amended = f", modifiée le {_day(facts.amended_date)}" if facts.amended_date else ""
    return assemble(
        language="fr",
        title=_set(f"Règlement de l’opération « {facts.campaign_title} »"),
        subtitle=_set(f"{facts.organiser_name}, version {facts.version}{amended}"),
        sections=[
            (_set(heading), [_set(paragraph) for paragraph in paragraphs])
            for heading, paragraphs in sections
        ],
    )


def _organiser(facts: RulesFacts) -> Paragraphs:
    return [
        f"L’opération « {facts.campaign_title} » est organisée par {facts.legal_name} ({facts.registration}), dont le siège est situé {facts.address}, sous le nom {facts.organiser_name}, ci-après « l’organisateur ».",
        f"Pour toute question : {facts.contact}.",
    ]


def _object(facts: RulesFacts) -> Paragraphs:
    kind = (
        "une réception chez soi, entre amis"
        if facts.kind == "PARTY"
        else "un dîner chez soi, auquel se joint un membre au moins de l’équipe de l’organisateur"
    )
    return [
        f"L’opération désigne par tirage au sort des hôtes qui organisent chacun {kind}, avec un kit fourni par l’organisateur. C’est le hasard seul qui désigne les hôtes : ni les réponses au questionnaire, ni la notoriété, ni le nombre d’abonnés, ni aucun achat ne comptent.",
        f"{BULLET}Ouverture des candidatures : {_moment(facts.opens_at, facts)}.",
        f"{BULLET}Clôture des candidatures : {_moment(facts.closes_at, facts)}.",
        f"{BULLET}Tirage au sort : {_moment(facts.draw_at, facts)}, ou aussitôt après.",
        f"{BULLET}Réceptions : {_span(facts)}.",
    ]


def _free(facts: RulesFacts) -> Paragraphs:
    return [
        "La participation est gratuite et sans obligation d’achat. Aucun paiement, aucun abonnement, aucun appel surtaxé, aucun code imprimé sur un produit n’est demandé, à aucun moment, pour candidater, pour gagner ou pour recevoir le kit. Acheter n’augmente pas les chances.",
        "L’envoi du kit et, s’il y a lieu, son retour sont à la charge de l’organisateur.",
        "Recevoir des nouvelles de la marque n’est jamais une condition : chaque consentement est distinct, facultatif et retirable.",
    ]


def _who(facts: RulesFacts) -> Paragraphs:
    where = _COUNTRIES.get(facts.country, f"dans le pays de code {facts.country}")
    lines = [
        f"L’opération est ouverte à toute personne physique âgée d’au moins {facts.minimum_age} ans à la date de sa candidature et résidant {where}, qui peut accueillir la réception à son domicile.",
        f"La réception se tient à une table {_table(facts)} ; une candidature qui en offre moins n’est pas admise.",
        "Un foyer, c’est-à-dire une adresse postale, ne peut être désigné qu’une fois. Si plusieurs personnes d’un même foyer candidatent, une seule le représente : celle que le tirage place en premier. Des candidatures portant le même compte de messagerie ou le même numéro de téléphone comptent aussi pour un seul foyer. Avant le scellement du tirage, l’organisateur peut constater qu’une même adresse réunit plusieurs logements, ou que plusieurs candidatures émanent d’une même personne : chaque logement participe alors pour lui-même, et une seule candidature vaut pour chaque personne.",
    ]
    if facts.staff_and_family_excluded:
        lines.append(
            "Ne peuvent participer les salariés et mandataires de l’organisateur et des sociétés qui concourent à l’opération, l’officier ministériel et son étude s’il y est fait appel, ni les membres de leur famille vivant sous le même toit."
        )
    if facts.cooldown_days:
        lines.append(
            f"Un foyer désigné dans une opération du même organisateur au cours des {_count(facts.cooldown_days, 'jour', 'jours')} précédant l’ouverture ne peut être désigné de nouveau."
        )
    lines.append(
        "L’organisateur peut demander, avant de confirmer un hôte, un justificatif d’âge et de domicile, qu’il ne conserve pas. Une candidature écartée l’est avec son motif ; la personne concernée peut le contester auprès de l’organisateur, qui fait réexaminer la décision par une personne."
    )
    return lines


def _how(facts: RulesFacts) -> Paragraphs:
    return [
        f"La candidature se dépose en ligne, à l’adresse {facts.page_url}, pendant la période indiquée. L’adresse électronique est confirmée par un code. Un reçu numéroté, qui cite la version et l’empreinte du présent règlement, est envoyé aussitôt.",
        *_asked(facts),
        "La candidature peut être modifiée ou retirée jusqu’à la clôture. Les candidatures incomplètes, répétées par une même personne ou déposées par un automate ne sont pas admises au tirage.",
    ]


def _asked(facts: RulesFacts) -> Paragraphs:
    if not facts.questions:
        return []
    return [
        "Outre la personne et le domicile, la candidature demande ce qui suit ; aucune réponse ne compte dans le tirage :",
        *(
            f"{BULLET}« {question.words} »"
            + (" (réponse obligatoire)" if question.required else "")
            for question in facts.questions
        ),
    ]


def _places(facts: RulesFacts) -> Paragraphs:
    hosts = _count(facts.hosts_wanted, "hôte est désigné", "hôtes sont désignés")
    lines = [f"Au total, {hosts}."]
    if facts.strata:
        lines[0] = f"Au total, {hosts}, répartis ainsi :"
        lines += [
            f"{BULLET}{stratum.name} : {_count(stratum.quota, 'hôte', 'hôtes')}{_newcomers(stratum)}"
            + (" ;" if stratum is not facts.strata[-1] else ".")
            for stratum in facts.strata
        ]
        lines.append("Chaque candidature admise concourt dans le seul groupe de son domicile.")
    if any(stratum.min_newcomers for stratum in facts.strata):
        lines.append(
            "Un nouveau venu est une personne qui n’a jamais reçu pour l’organisateur. Les places réservées aux nouveaux venus reviennent aux premiers d’entre eux dans l’ordre tiré ; les autres reviennent à tous ceux qui restent, dans le même ordre. La chance d’un nouveau venu peut donc être plus élevée."
        )
    if facts.most_chances > 1:
        lines.append(
            f"Chaque candidature admise a une chance, et une de plus pour chaque opération antérieure de l’organisateur dont la personne a couru le tirage sans se voir proposer de place, {facts.most_chances} chances en tout au plus. Aucun achat ni aucune publication ne donne jamais de chance."
        )
    else:
        lines.append(
            "Chaque candidature admise a une chance, comme toute autre de son groupe."
            if facts.strata
            else "Toutes les candidatures admises concourent à chances égales."
        )
    lines.append(
        "Le nombre de candidatures admises et de places est affiché sur la page de l’opération."
    )
    return lines


def _draw(facts: RulesFacts) -> Paragraphs:
    if facts.randomness == "BEACON":
        source = f"Le hasard vient d’une balise publique ({facts.beacon}), que personne ne peut prévoir ni influencer : le numéro du tour est annoncé au scellement, avant que ce tour n’existe ; sa signature est vérifiée. Si le tour annoncé n’est pas publié, le tirage est reporté et un nouveau tour futur est annoncé publiquement."
    else:
        source = "Le hasard vient de deux valeurs secrètes combinées, l’une de l’organisateur, l’autre d’un témoin, dont les empreintes sont publiées au scellement et les valeurs révélées au tirage. Ce procédé repose sur l’indépendance du témoin ; il est signalé comme tel sur la page de preuve."
    return [
        "Après la clôture, la liste des candidatures admises est scellée : chacune y figure sous une empreinte salée, qui ne révèle pas l’identité, et l’empreinte de la liste entière (racine de Merkle) est publiée aussitôt, avec celle du présent règlement.",
        source,
        "Un algorithme public et versionné en déduit, pour chaque groupe, un ordre complet des candidatures. Deux personnes différentes procèdent au scellement et au tirage ; chaque étape est inscrite dans un journal chaîné. Aucun tirage n’est refait en silence : un tirage annulé reste visible, avec son motif.",
        f"La preuve est publiée à l’adresse {facts.proof_url}. Toute personne peut y retrouver son reçu, télécharger les données et refaire le tirage. Un procès-verbal est établi ; il ne désigne les gagnants que par leur numéro dans le tirage.",
    ]


def _answers(facts: RulesFacts) -> Paragraphs:
    alternates = (
        "toutes les candidatures suivantes, dans l’ordre tiré, sont suppléantes"
        if facts.alternates is None
        else f"les {_count(facts.alternates, 'candidature suivante', 'candidatures suivantes')} de chaque groupe, dans l’ordre tiré, sont suppléantes"
    )
    return [
        "Aucun message n’annonce un gain avant que le tirage ne soit fait et vérifié. Chaque personne ayant candidaté reçoit ensuite une réponse, avec son motif.",
        f"Chaque gagnant est averti par courrier électronique et dispose de {_hours(facts.answer_within_hours)} pour accepter, confirmer son adresse et le présent règlement. Un refus, un silence au terme de ce délai ou un désistement ultérieur libère la place.",
        f"La place libérée revient à la candidature suivante du même groupe : {alternates}. Les suppléants sont appelés tant que la date des réceptions le permet ; le tirage n’est clos que lorsque chaque place est attribuée ou qu’aucun suppléant ne reste.",
        "Une place que plus personne de son groupe ne peut prendre revient à la candidature que le hasard a placée la première, tous groupes confondus."
        if facts.overflow == "POOL"
        else "Une place que plus personne de son groupe ne peut prendre reste vide.",
    ]


def _prizes(facts: RulesFacts) -> Paragraphs:
    lines = [
        "Chaque hôte reçoit un kit composé ainsi (valeurs unitaires indicatives, toutes taxes comprises) :"
    ]
    lines += [f"{BULLET}{_prize(prize)}" for prize in facts.prizes]
    if facts.given:
        lines.append(
            f"La valeur de ce que chaque hôte conserve est de {_money(facts.given_minor, facts.currency)}, soit {_money(facts.given_minor * facts.hosts_wanted, facts.currency)} pour l’ensemble des hôtes."
        )
    lines.append(
        "Le kit n’est ni échangeable, ni remboursable, ni convertible en argent, et ne peut être revendu. En cas de force majeure, un élément indisponible est remplacé par un autre de valeur au moins égale."
    )
    return lines


def _loans(facts: RulesFacts) -> Paragraphs:
    if not facts.loaned:
        return []
    return [
        "Les éléments indiqués comme prêtés restent la propriété de l’organisateur et sont remis à titre de prêt à usage, gratuit (articles 1875 et suivants du code civil). Un inventaire de l’état est fait au départ et au retour, avec photographies si l’hôte le souhaite.",
        f"L’hôte en prend soin et les remet au transporteur avec l’étiquette de retour prépayée, au plus tard {_count(facts.return_days, 'jour', 'jours')} après la réception. L’usure d’un essayage normal n’est jamais comptée.",
        f"En cas de perte ou de dommage dont l’hôte répond, la somme qui peut lui être demandée est plafonnée à {_money(facts.liability_cap_minor, facts.currency)} en tout, quelle que soit la valeur des objets, sauf faute intentionnelle. Ce plafond lui est rappelé avant qu’il n’accepte. Le transport est aux risques de l’organisateur.",
    ]


def _party(facts: RulesFacts) -> Paragraphs:
    lines = [
        f"L’hôte choisit une date dans la période des réceptions ({_span(facts)}) et invite librement qui il souhaite, par un lien qu’il partage lui-même. L’organisateur ne demande aucun carnet d’adresses. Les invités ne paient rien et n’ont aucune obligation d’achat.",
        "L’adresse de l’hôte n’est montrée qu’aux invités admis. "
        + (
            "La réception est réservée aux adultes : aucun mineur n’y est invité."
            if facts.alcohol
            else "Les enfants sont accueillis sous la responsabilité de leurs parents ; ils sont comptés, jamais nommés."
        ),
        "La liste des allergènes de chaque aliment fourni est jointe au kit et affichée en ligne ; l’hôte la tient à la disposition de ses invités.",
    ]
    if facts.kind == "DINNER":
        lines.append(
            "L’hôte et le membre de l’équipe qui lui rend visite s’accordent à l’avance. Chacun peut y renoncer sans avoir à se justifier."
        )
    lines.append(
        "L’opération porte sur des boissons alcooliques. L’organisateur n’en remet, n’en prête et n’en offre aucune : le kit ne contient pas d’alcool. L’abus d’alcool est dangereux pour la santé, à consommer avec modération."
        if facts.alcohol
        else "Le kit ne contient pas d’alcool."
    )
    return lines


def _posting(facts: RulesFacts) -> Paragraphs:
    return [
        "Publier une photographie, une vidéo ou un avis est toujours facultatif : cela n’est exigé ni pour participer, ni pour recevoir ou conserver le kit, et n’a d’effet sur aucune chance ni aucun avantage.",
        "L’hôte qui choisit de publier sur le kit ou la marque indique clairement, lisiblement et pendant toute la durée du contenu la mention « Collaboration commerciale » (loi n° 2023-451 du 9 juin 2023) et précise que le kit lui a été remis gratuitement. Si la valeur totale des avantages reçus d’un même annonceur pour un même but promotionnel atteint, sur une année, le seuil réglementaire de 1 000 € hors taxes, un contrat écrit est établi au préalable.",
        "Nul n’est photographié ni publié sans son accord, donné pour chaque usage et retirable ; pour un mineur, l’accord est celui des titulaires de l’autorité parentale.",
    ]


def _purchases(facts: RulesFacts) -> Paragraphs:
    right = (
        "Ce crédit donne droit aux avantages décrits sur la page de l’opération, acquis une fois passés les délais de rétractation et de retour."
        if facts.credits_earn_rewards
        else "Ce crédit sert à mesurer l’opération ; il ne donne droit à aucune rémunération."
    )
    return [
        "L’hôte ne vend rien, ne prend aucune commande et n’encaisse aucun paiement : les invités qui le souhaitent achètent sur la boutique en ligne de la marque, avec tous les droits de l’acheteur à distance, dont le délai de rétractation de quatorze jours.",
        f"Une commande passée par un invité dans les {_count(facts.conversion_window_days, 'jour', 'jours')} qui suivent sa visite par le lien de l’hôte, ou avec le code de la réception, est portée au crédit de l’hôte pour son montant net ; un remboursement réduit ce crédit en proportion. {_SHARED[facts.attribution]} {right}",
        "L’hôte voit des totaux, jamais ce qu’une personne a acheté. Aucun traceur servant à rattacher une commande n’est déposé sans consentement.",
    ]


def _arms(facts: RulesFacts) -> Paragraphs:
    groups = []
    most = "au plus " if facts.overflow == "POOL" else ""
    if facts.share_only:
        groups.append(
            f"{BULLET}{most}{_count(facts.share_only, 'candidature reçoit', 'candidatures reçoivent')} un lien à partager, sans kit ;"
        )
    if facts.holdout:
        groups.append(
            f"{BULLET}{most}{_count(facts.holdout, 'candidature ne reçoit', 'candidatures ne reçoivent')} ni kit ni lien, pour comparaison ;"
        )
    if not groups:
        return _compared(facts)
    groups[-1] = groups[-1].removesuffix(" ;") + "."
    return [
        "Pour savoir ce que l’opération apporte réellement, l’ordre tiré désigne aussi, à sa fin et par le même hasard :",
        *groups,
        "Ces groupes sont lus dans l’ordre unique du tirage : leur existence ne change la chance de personne. La comparaison porte sur des totaux par groupe ; elle ne conduit à aucune décision sur une personne. Si une place reste libre une fois tous les suppléants appelés, elle leur est proposée aussi.",
        *_compared(facts),
    ]


def _compared(facts: RulesFacts) -> Paragraphs:
    if not (facts.compares_orders and facts.compared_from_date and facts.compared_last_date):
        return []
    return [
        f"Ce qui est comparé est fixé et scellé avant le tirage : les commandes nettes du propre foyer de chaque personne ayant candidaté, du {_day(facts.compared_from_date)} au {_day(facts.compared_last_date)} inclus, chez les hôtes et chez tous les autres participants. Les commandes sont retrouvées par une empreinte de l’adresse électronique, pour les seules personnes qui l’ont accepté en candidatant ; l’accepter ou non ne change aucune chance."
    ]


def _newcomers(stratum: RulesStratum) -> str:
    if not stratum.min_newcomers:
        return ""
    return f", dont au moins {_count(stratum.min_newcomers, 'nouveau venu', 'nouveaux venus')}"


def _data(facts: RulesFacts) -> Paragraphs:
    controller = facts.controller or facts.legal_name
    contact = facts.privacy_contact or facts.contact
    return [
        f"Le responsable du traitement est {controller}. Les données servent aux fins suivantes, et à nulle autre ; chacune est conservée le temps indiqué, puis supprimée :",
        *(
            f"{BULLET}{_KEPT[rule.purpose].format(_kept(rule.days))} ;"
            for rule in facts.retention[:-1]
        ),
        *(
            f"{BULLET}{_KEPT[rule.purpose].format(_kept(rule.days))}."
            for rule in facts.retention[-1:]
        ),
        "Elles sont accessibles aux seules personnes qui en ont besoin chez l’organisateur et à ses sous-traitants (hébergement, envoi des messages, transport), liés par contrat. Elles ne sont ni vendues ni louées. Le tirage n’est pas un profilage : il ne dépend d’aucune donnée sur la personne, hors conditions de participation.",
        f"Toute personne dispose des droits d’accès, de rectification, d’effacement, de limitation, d’opposition et de portabilité, peut retirer un consentement à tout moment et définir le sort de ses données après sa mort, en écrivant à {contact} ; réponse dans le mois. Elle peut saisir la CNIL (www.cnil.fr).",
        "L’effacement détruit le sel qui relie une personne à la liste scellée : l’empreinte publique demeure, sans pouvoir être reliée à quiconque, et la preuve du tirage reste vérifiable. Une candidature effacée avant la clôture ne prend pas part au tirage.",
    ]


def _networks(facts: RulesFacts) -> Paragraphs:
    if not facts.networks:
        return [
            "L’opération n’est ni organisée, ni parrainée, ni administrée par un réseau social."
        ]
    names = _or(facts.networks)
    return [
        f"L’opération n’est ni organisée, ni parrainée, ni administrée par {names}, qui n’y sont associés d’aucune façon et sont dégagés de toute responsabilité à ce titre. Les données sont remises à l’organisateur, non à ces réseaux. Aucun compte sur un réseau social n’est nécessaire pour participer."
    ]


def _changes(facts: RulesFacts) -> Paragraphs:
    return [
        "Le présent règlement est figé à l’ouverture des candidatures. Il ne peut être modifié ensuite que pour un motif légitime, sans réduire les chances ni les droits déjà acquis ; chaque modification est datée, numérotée, publiée et annoncée aux personnes ayant candidaté, qui peuvent se retirer. Les versions antérieures restent consultables.",
        "En cas de force majeure, l’opération peut être écourtée, reportée ou annulée ; les personnes ayant candidaté en sont averties. Un lot gagné reste dû.",
        *(
            [
                "Si un article rédigé pour cette seule opération dit autre chose qu’un autre article, ce dernier prévaut ; aucun article ne peut soumettre la participation à un paiement ou à un achat."
            ]
            if facts.clauses
            else []
        ),
    ]


def _liability(facts: RulesFacts) -> Paragraphs:
    return [
        "L’organisateur n’est pas responsable des interruptions du réseau ou du matériel des participants, ni d’un retard du transporteur dont il ne répond pas ; il propose alors d’autres dates à l’hôte. Rien dans le présent règlement ne limite sa responsabilité pour les dommages corporels, les défauts de sécurité des produits ou une faute lourde, ni les droits légaux des consommateurs.",
        "Toute fraude avérée entraîne, après que la personne a pu s’expliquer, l’exclusion de la candidature ; la place est alors attribuée au suppléant.",
    ]


def _access(facts: RulesFacts) -> Paragraphs:
    deposit = f" Il est déposé auprès de {facts.deposited_with}." if facts.deposited_with else ""
    return [
        f"Le règlement est consultable et téléchargeable gratuitement à l’adresse {facts.page_url} et adressé sans frais à toute personne qui en fait la demande à {facts.contact}.{deposit}",
        "Il est établi en français et en anglais ; en cas de divergence, la version française prévaut, sans priver un consommateur de la protection du droit de son pays. L’empreinte SHA-256 de son texte est publiée avec lui.",
    ]


def _law(facts: RulesFacts) -> Paragraphs:
    mediator = (
        f" À défaut d’accord, tout consommateur peut recourir gratuitement au médiateur de la consommation : {facts.mediator}."
        if facts.mediator
        else ""
    )
    return [
        f"Participer, c’est accepter le présent règlement, soumis au droit français. Toute réclamation peut être adressée à {facts.contact} ; elle reçoit une réponse motivée.{mediator}",
        "Les litiges relèvent des tribunaux compétents selon le droit commun ; le consommateur peut saisir celui de son domicile.",
    ]


def _prize(prize: RulesPrize) -> str:
    number = f"{prize.quantity} × " if prize.quantity > 1 else ""
    kind = "remis en propriété" if prize.kind == "GIVEN" else "prêté, à rendre"
    return f"{number}{prize.name} ({kind}) : {_money(prize.value_minor, prize.currency)} l’unité"


def _money(amount_minor: int, currency: str) -> str:
    return format_money(amount_minor, currency, "fr")


def _table(facts: RulesFacts) -> str:
    if facts.seats_min == facts.seats_max:
        return f"de {_count(facts.seats_min, 'place', 'places')}"
    return f"de {facts.seats_min} à {facts.seats_max} places"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if abs(number) < 2 else many}"


def _hours(hours: int) -> str:
    return _count(hours, "heure", "heures")


def _kept(days: int) -> str:
    if days % 365 == 0:
        return _count(days // 365, "an", "ans")
    return _count(days, "jour", "jours")


def _or(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} ou {names[-1]}"


def _day(day: date) -> str:
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {_MONTHS[day.month - 1]} {day.year}"


def _moment(moment: datetime, facts: RulesFacts) -> str:
    local = moment.astimezone(ZoneInfo(facts.timezone))
    zone = "heure de Paris" if facts.timezone == "Europe/Paris" else f"fuseau {facts.timezone}"
    minutes = f"\u00a0{local.minute:02}" if local.minute else ""
    return f"{_DAYS[local.weekday()]} {_day(local.date())} à {local.hour}\u00a0h{minutes} ({zone})"


def _span(facts: RulesFacts) -> str:
    if facts.party_from_date == facts.party_last_date:
        return f"le {_day(facts.party_from_date)}"
    return f"du {_day(facts.party_from_date)} au {_day(facts.party_last_date)} inclus"


def _set(text: str) -> str:
    """French typography: curly apostrophes and the no-break spaces readers expect."""
    text = text.replace("'", "’")
    text = re.sub(r" ([;:!?»€%])", "\u00a0\\1", text)
    text = re.sub(r"« ", "«\u00a0", text)
    text = re.sub(r"(?<=\d) (?=\d{3}\b)", "\u202f", text)
    return re.sub(r"\bn° (?=\d)", "n°\u00a0", text)
