"""The forms of the draw's ceremony."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.forms import PlainForm
from events.beacons.chains import chain_names
from events.models import Disqualification, DrawMode

CHAINS = {
    "rehearsal": _("Rehearsal (proves nothing)"),
    "quicknet": _("drand quicknet, every 3 s"),
    "default": _("drand default, every 30 s"),
}
MOST_BYTES = 10_000


class SealForm(PlainForm):
    """How the randomness will come, and when."""

    mode = forms.ChoiceField(
        label=_("Where the deciding number comes from"),
        choices=[
            (DrawMode.BEACON, _("A public beacon")),
            (DrawMode.COMMIT_REVEAL, _("Secrets opened together, with witnesses")),
        ],
        widget=forms.RadioSelect,
        initial=DrawMode.BEACON,
    )
    chain = forms.ChoiceField(label=_("Beacon"))
    moment = forms.ChoiceField(
        label=_("When"),
        choices=[
            ("ANNOUNCED", _("At the announced time")),
            ("SOON", _("Ten minutes from now")),
        ],
        widget=forms.RadioSelect,
        initial="ANNOUNCED",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chain = self.fields["chain"]
        assert isinstance(chain, forms.ChoiceField)
        chain.choices = [(name, CHAINS[name]) for name in chain_names()]


class WitnessForm(PlainForm):
    """One more witness: an address to write to, or a commitment handed over in person."""

    label = forms.CharField(
        label=_("Witness, by office (not by name)"),
        max_length=80,
        help_text=_("It is public, such as “notary in Lille” or “the town hall”."),
    )
    email = forms.EmailField(label=_("Their address"), required=False)
    language = forms.ChoiceField(label=_("Their language"), choices=settings.LANGUAGES)
    commitment = forms.RegexField(
        r"^[0-9a-f]{64}$",
        label=_("The witness’s commitment"),
        required=False,
        widget=forms.TextInput(attrs={"class": "hash", "spellcheck": "false"}),
        help_text=_("64 digits 0-9 a-f, made by the witness with the line above."),
    )
    code = forms.RegexField(r"^[0-9A-Z]{10}$", widget=forms.HiddenInput)


class RoundForm(forms.Form):
    """A beacon round, pasted or as a file."""

    pasted = forms.CharField(
        label=_("The round, as a relay shows it"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        max_length=MOST_BYTES,
    )
    file = forms.FileField(label=_("Or its file"), required=False)

    def clean(self) -> dict[str, Any]:
        """Put the text in ``text`` and where it came from in ``source``."""
        data = super().clean() or {}
        file = data.get("file")
        if file is not None and file.size > MOST_BYTES:
            self.add_error("file", _("This file is too long for one round."))
        elif file is not None:
            try:
                data["text"], data["source"] = file.read().decode("utf-8"), "file"
            except UnicodeDecodeError:
                self.add_error("file", _("This file is not text."))
        elif data.get("pasted"):
            data["text"], data["source"] = data["pasted"], "pasted"
        elif not self.errors:
            self.add_error("pasted", _("Paste the round, or choose its file."))
        return data


class RevealForm(forms.Form):
    """A witness opens their secret."""

    label = forms.ChoiceField(label=_("Witness"))
    value = forms.RegexField(
        r"^[0-9a-f]{64}$",
        label=_("The witness’s secret"),
        help_text=_("The 64 digits the witness kept since the sealing."),
    )

    def __init__(self, *args: Any, labels: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = self.fields["label"]
        assert isinstance(label, forms.ChoiceField)
        label.choices = [(one, one) for one in labels]


class VoidForm(PlainForm):
    """Why a draw is void, in public."""

    reason = forms.CharField(
        label=_("Public reason"),
        min_length=10,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays on the proof page for good, and goes to everyone by mail."),
    )


class DisqualifyForm(PlainForm):
    """Why somebody may not hold a place; the code of the reason is public, the person is not."""

    reason = forms.ChoiceField(
        label=_("The rule that is broken"),
        choices=Disqualification.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "The person reads it. The public log tells it of their number, for good, without a name."
        ),
    )
    heard = forms.BooleanField(
        label=_("We told this person what we found, and they could explain."),
        error_messages={
            "required": _(
                "The rules promise that everyone can explain first. Write to the person, then come back."
            )
        },
    )
