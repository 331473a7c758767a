"""The words of the check that the proof page's script makes: a sentence for each step of draw-v1, section 12.

``{names}`` are filled in by the script, with figures written as the reader's language writes them.
"""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def check_words() -> dict[str, list[tuple[str, ...]]]:
    """``steps``: (step, its name, what a no means); ``says``: (step and kind, what a yes means)."""
    return {"steps": list(_steps()), "says": [*_list(), *_number(), *_after(), *_receipt()]}


def _steps() -> tuple[tuple[str, str, str], ...]:
    return (
        (
            "structure",
            pgettext("step of the check", "File"),
            _(
                "Something is missing, doubled, or not written as the protocol asks. Download the file again, whole, and check it on the page of its own draw."
            ),
        ),
        (
            "root",
            pgettext("step of the check", "Root"),
            _("The list does not give this root: a line was added, removed or changed."),
        ),
        (
            "given root",
            pgettext("step of the check", "Your root"),
            _("You noted the root of another list. Two roots for one draw are a fraud: keep both."),
        ),
        (
            "plan",
            pgettext("step of the check", "Plan"),
            _("The figures are not those of the list, or the places could not all be given."),
        ),
        (
            "randomness plan",
            pgettext("step of the check", "Choice of the number"),
            _("The source of the number, its round or its date is not one the protocol allows."),
        ),
        (
            "randomness",
            pgettext("step of the check", "Number"),
            _("The number is not the one that was chosen when the list was sealed."),
        ),
        ("signature", pgettext("step of the check", "Signature"), ""),
        (
            "seed",
            pgettext("step of the check", "Seed"),
            _("Root and number give another seed."),
        ),
        (
            "order",
            pgettext("step of the check", "Order"),
            _("The draw made again puts somebody else in this position."),
        ),
        (
            "selection",
            pgettext("step of the check", "Selection"),
            _("The draw made again counts other winners, alternates or homes."),
        ),
        (
            "log",
            pgettext("step of the check", "Log"),
            _("A line of the log was rewritten, taken out or put in."),
        ),
        (
            "promotions",
            pgettext("step of the check", "Promotions"),
            _("A place was offered or given back out of turn."),
        ),
        (
            "digest",
            pgettext("step of the check", "Digest"),
            _("The file was changed after it was written."),
        ),
        (
            "receipt",
            pgettext("step of the check", "Proof of entry"),
            _("This proof of entry does not belong to this list, or was changed."),
        ),
    )


def _list() -> tuple[tuple[str, str], ...]:
    return (
        ("structure", _("The file is whole and well formed: draw {draw}.")),
        ("root", _("Fingerprint of the whole list, computed again: {root}.")),
        ("given root compared", _("It is the root you noted.")),
        (
            "given root alone",
            _("Not compared. Paste your proof of entry: it says which list you were given."),
        ),
        (
            "plan",
            _(
                "Counted again: places {places}, regions {strata}, people {entrants}, homes "
                "{households}, not eligible {ineligible}."
            ),
        ),
    )


def _number() -> tuple[tuple[str, str], ...]:
    return (
        (
            "randomness plan beacon",
            _("Chosen at the seal: round {round} of drand {chain}, out {lead} seconds later."),
        ),
        (
            "randomness plan rehearsal",
            _("A rehearsal: whoever holds its key knows every number. It proves no real draw."),
        ),
        (
            "randomness plan parties",
            _("Several people’s secrets: weaker than a public beacon, good if one was honest."),
        ),
        ("randomness beacon", _("It is the fingerprint of the signature of round {round}.")),
        ("randomness parties", _("Every secret opened is the one that was promised.")),
        (
            "signature beacon",
            _(
                "Not checked here: no browser computes it. Compare the round with any relay, such "
                "as https://api.drand.sh{path}, or run verify.py with --require-signature."
            ),
        ),
        ("signature rehearsal", _("Not checked: a rehearsal signs its own number.")),
        ("seed", _("Root and number give the seed {seed}.")),
    )


def _after() -> tuple[tuple[str, str], ...]:
    return (
        ("order", _("Tickets computed again: {entrants}. Every position is the same.")),
        (
            "selection",
            _(
                "The same: winners {winners}, alternates {alternates}, sharing without a kit "
                "{share_only}, kept aside to compare with {holdout}, second of their home {aside}."
            ),
        ),
        ("log", _("Lines: {lines}, each bound to the one before. Last fingerprint: {head}.")),
        (
            "promotions",
            _("Everyone was asked in turn: asked {asked}, yes {accepted}, promoted {promoted}."),
        ),
        ("digest", _("The file is as it was written: {digest}.")),
    )


def _receipt() -> tuple[tuple[str, str], ...]:
    return (
        ("receipt WINNER", _("You are line {index}, number {position} in {region}: drawn.")),
        ("receipt ALTERNATE", _("You are line {index}, number {position} in {region}: alternate.")),
        (
            "receipt SHARE_ONLY",
            _("You are line {index}, number {position} in {region}: after the alternates."),
        ),
        (
            "receipt HOLDOUT",
            _("You are line {index}, number {position} in {region}: at the end of the order."),
        ),
        (
            "receipt HOUSEHOLD",
            _("You are line {index}: another application of your home stood for both."),
        ),
        (
            "receipt INELIGIBLE",
            _("You are line {index}: found not eligible before the draw, for {reason}."),
        ),
        ("receipt SEALED", _("You are line {index}, in {region}. Nothing is drawn yet.")),
    )
