"""The forms of the draw's ceremony."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PlainForm
from events.beacons.chains import chain_names
from events.models import DrawMode

CHAINS = {
    "rehearsal": _("Rehearsal (this demonstration’s own; proves nothing)"),
    "quicknet": _("drand quicknet, a number every 3 seconds"),
    "default": _("drand default, a number every 30 seconds"),
}
MOST_BYTES = 10_000


class SealForm(PlainForm):
    """How the randomness will come, and when."""

    mode = forms.ChoiceField(
        label=_("Where the deciding number comes from"),
        choices=[
            (DrawMode.BEACON, _("A public beacon")),
            (DrawMode.COMMIT_REVEAL, _("Secrets opened together, with a witness")),
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
    witness_label = forms.CharField(
        label=_("Witness, by office (not by name)"), max_length=80, required=False
    )
    witness_commitment = forms.RegexField(
        r"^[0-9a-f]{64}$",
        label=_("The witness’s commitment"),
        required=False,
        help_text=_("64 digits 0-9 a-f, made by the witness with the line below."),
    )
    code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chain = self.fields["chain"]
        assert isinstance(chain, forms.ChoiceField)
        chain.choices = [(name, CHAINS[name]) for name in chain_names()]

    def clean(self) -> dict[str, Any]:
        """Commit-and-reveal needs its witness."""
        data = super().clean() or {}
        if data.get("mode") == DrawMode.COMMIT_REVEAL:
            for name in ("witness_label", "witness_commitment"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Needed when there is no beacon."))
        return data


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

    label = forms.CharField(widget=forms.HiddenInput)
    value = forms.RegexField(
        r"^[0-9a-f]{64}$",
        label=_("The witness’s secret"),
        help_text=_("The 64 digits the witness kept since the sealing."),
    )


class VoidForm(PlainForm):
    """Why a draw is void, in public."""

    reason = forms.CharField(
        label=_("Public reason"),
        min_length=10,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays on the proof page for good, and goes to everyone by mail."),
    )
