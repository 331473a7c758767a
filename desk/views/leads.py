"""People from the forms of ads: an export is sent, tried out, and its people are invited once."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.capabilities import Capability
from common import clock
from common.uploads import too_large
from desk.access import acts_for, staff
from desk.campaign_page import brand_of, campaign_context, campaign_or_404, who_asks
from desk.forms.leads import InviteForm, LeadUploadForm, MappingForm
from desk.spreadsheet import cell, download
from events import lead_files
from events.domain import lead_imports, leads
from events.models import (
    FAULTY,
    Campaign,
    LeadFault,
    LeadFaultCode,
    LeadImport,
    LeadImportState,
    RecruitingLink,
)
from events.queries import leads as queries
from mailing import queries as mail
from mailing.domain import batches
from mailing.models import Batch, BatchState

A_PAGE = 50
S = LeadImportState


@require_safe
@staff(Capability.SEE_DESK)
def index(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """Every import of the campaign with how far its people came, and the door for another."""
    return _list(request, campaign_or_404(request, slug), None)


@staff(Capability.EDIT_CAMPAIGN)
@acts_for(index)
def upload(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """Keep a file. Nobody is written to."""
    campaign = campaign_or_404(request, slug)
    links = _links(campaign)
    form = LeadUploadForm(request.POST, request.FILES, links=links, too_large=too_large(request))
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = lead_imports.upload(
                campaign=campaign,
                source=next(one for one in links if str(one.pk) == form.cleaned_data["source"]),
                file=file,
                file_name=file.name,
                language=form.cleaned_data["language"],
                by=who_asks(request),
                at=clock.now(),
            )
        except lead_files.NotALeadFile as error:
            form.add_error("file", str(error))
        except lead_imports.KnownFile as error:
            messages.info(request, str(error))
            return redirect("desk:campaign-leads-one", brand_slug, slug, error.known.code)
        else:
            return redirect("desk:campaign-leads-one", brand_slug, slug, made.code)
    return _list(request, campaign, form)


@require_safe
@staff(Capability.EDIT_CAMPAIGN)
def one(request: HttpRequest, brand_slug: str, slug: str, code: str) -> HttpResponse:
    """One import: its columns, what the dry run found, and the invitation."""
    campaign = campaign_or_404(request, slug)
    return _one(request, _import_or_404(campaign, code))


@staff(Capability.EDIT_CAMPAIGN)
@acts_for(one)
def act(request: HttpRequest, brand_slug: str, slug: str, code: str) -> HttpResponse:
    """Read the file with these columns, invite its people, or throw it away."""
    campaign = campaign_or_404(request, slug)
    found = _import_or_404(campaign, code)
    by, at = who_asks(request), clock.now()
    try:
        match request.POST.get("do"):
            case "read":
                form = MappingForm(request.POST, columns=found.columns, mapping=found.mapping)
                if not form.is_valid():
                    return _one(request, found, mapping_form=form)
                lead_imports.read(lead_import=found, mapping=form.mapping(), at=at)
            case "invite":
                word = InviteForm(request.POST, brand_name=brand_of(request).name)
                if not word.is_valid():
                    return _one(request, found, invite_form=word)
                lead_imports.invite(lead_import=found, by=by, at=at)
                messages.success(
                    request, _("The invitations leave once the window to undo them is over.")
                )
            case "discard":
                lead_imports.discard(lead_import=found, by=by, at=at)
                messages.success(request, _("The import is gone. Nobody was written to."))
                return redirect("desk:campaign-leads", brand_slug, slug)
    except lead_imports.CannotImport as error:
        messages.error(request, str(error))
    return redirect("desk:campaign-leads-one", brand_slug, slug, code)


@require_safe
@staff(Capability.EDIT_CAMPAIGN)
def faults(request: HttpRequest, brand_slug: str, slug: str, code: str) -> HttpResponse:
    """The rows that become nobody, with the line they stand in and the reason, as CSV."""
    found = _import_or_404(campaign_or_404(request, slug), code)
    response, writer = download(f"{slug}-{found.code}-rows.csv")
    writer.writerow([_("Line"), _("Code"), _("Why"), _("What it says")])
    rows = LeadFault.objects.filter(lead_import=found).order_by("line")
    for row in rows.iterator(chunk_size=2_000):
        why = LeadFaultCode(row.fault).label
        writer.writerow([row.line, row.fault, str(why), cell(row.excerpt)])
    return response


def _list(request: HttpRequest, campaign: Campaign, form: LeadUploadForm | None) -> HttpResponse:
    imports = list(queries.of_campaign(campaign))
    reached = queries.reached([one.pk for one in imports])
    links = _links(campaign)
    context = campaign_context(
        request,
        campaign,
        rows=[{"one": one, "reached": reached[one.pk]} for one in imports],
        links=links,
        days=leads.KEPT.days,
        form=form or LeadUploadForm(links=links, initial={"language": brand_of(request).language}),
    )
    return render(request, "desk/campaigns/leads.html", context)


def _one(
    request: HttpRequest,
    found: LeadImport,
    *,
    mapping_form: MappingForm | None = None,
    invite_form: InviteForm | None = None,
) -> HttpResponse:
    brand, at = brand_of(request), clock.now()
    batch = Batch.objects.of_brand(brand.pk).filter(key=f"leads:{found.pk}").first()
    counts = queries.faults(found)
    wrong = LeadFault.objects.filter(lead_import=found).order_by("line")
    context = campaign_context(
        request,
        found.campaign,
        found=found,
        export=_EXPORTS[found.export](),
        reached=queries.reached([found.pk])[found.pk],
        read_share=found.offset / found.size if found.size else 0,
        reasons=[
            {"why": LeadFaultCode(code).label, "number": number, "wrong": code in FAULTY}
            for code, number in sorted(counts.by_code.items(), key=lambda pair: -pair[1])
        ],
        becoming_nobody=counts.total,
        page=Paginator(wrong, A_PAGE).get_page(request.GET.get("page")),
        mapping_form=mapping_form or MappingForm(columns=found.columns, mapping=found.mapping),
        may_map=found.state in (S.UPLOADED, S.READ) and bool(found.kept_as),
        invite_form=invite_form or InviteForm(brand_name=brand.name),
        batch=batch,
        progress=mail.progress([batch.pk])[batch.pk] if batch else None,
        undone=batch is not None and batch.state == BatchState.HELD,
        in_window=batch is not None
        and batch.state == BatchState.RELEASED
        and batch.leaves_at is not None
        and at < batch.leaves_at,
        minutes=int(batches.window().total_seconds() // 60),
        days=leads.KEPT.days,
        undecided_days=leads.UNDECIDED.days,
    )
    return render(request, "desk/campaigns/lead_import.html", context)


_EXPORTS: dict[str, Any] = {
    lead_files.META: lambda: _("It looks like an export of Meta (Facebook, Instagram)."),
    lead_files.TIKTOK: lambda: _("It looks like an export of TikTok."),
    lead_files.GENERIC: lambda: _(
        "It looks like no export that we know: please check the columns."
    ),
}


def _links(campaign: Campaign) -> list[RecruitingLink]:
    """The links that an import may count for: those that were not ended."""
    return list(
        RecruitingLink.objects.filter(campaign=campaign, link__revoked_at__isnull=True)
        .select_related("link")
        .order_by("network", "label", "pk")
    )


def _import_or_404(campaign: Campaign, code: str) -> LeadImport:
    found = queries.of_campaign(campaign).select_related(
        "campaign__brand", "source__link", "uploaded_by"
    )
    lead_import = found.filter(code=code).first()
    if lead_import is None:
        raise Http404
    return lead_import
