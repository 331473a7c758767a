"""A witness's own page: deposit a commitment before the seal, open the secret after it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common import clock, codes
from events.domain import witnesses
from events.domain.refusals import DrawRefused
from events.models import DrawWitness
from events.queries import campaigns as campaign_queries
from events.queries import witnesses as queries
from web.forms.witnessing import CommitmentForm, SecretForm


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The code in the address is the permission; what a POST brings depends on the moment."""
    witness = queries.by_code(codes.normalise(code)[: codes.CAPABILITY_LENGTH + 1])
    if witness is None:
        raise Http404
    draw = queries.draw_of(witness)
    kind = CommitmentForm if draw is None else SecretForm
    form = kind(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _taken(request, witness, form)
        except DrawRefused as error:
            form.add_error(None, str(error))
        else:
            return redirect("web:witness", witness.code)
    response = render(
        request,
        "web/witness/show.html",
        {
            "witness": witness,
            "draw": draw,
            "opened": draw is not None and witness.label in draw.contributions,
            "campaign": witness.campaign,
            "brand": witness.campaign.brand,
            "words": campaign_queries.wording(witness.campaign, translation.get_language() or "fr"),
            "form": form,
        },
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _taken(request: HttpRequest, witness: DrawWitness, form: CommitmentForm | SecretForm) -> None:
    at = clock.now()
    if isinstance(form, CommitmentForm):
        witnesses.commit(witness=witness, commitment=form.cleaned_data["commitment"], at=at)
        messages.success(request, _("Your commitment is kept. Keep your secret where you find it."))
    else:
        witnesses.reveal(witness=witness, value=form.cleaned_data["value"], at=at)
        messages.success(request, _("The secret is the one committed to."))
