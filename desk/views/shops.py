"""The brand's shops: their doors, their secrets, what they sent and what was set aside."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.capabilities import Capability
from accounts.domain import brands
from accounts.models import User
from common import clock
from common.forms import PlainForm
from desk.access import acts_for, staff
from desk.context import desk_context
from sales import queries, words
from sales.domain import inbox
from sales.domain import shops as domain
from sales.models import InboxMessage, Shop, ShopKind

SHOWN_ONCE = "shop_secret"


class ShopForm(forms.Form):
    """What opens a shop's door."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    kind = forms.ChoiceField(
        label=gettext_lazy("How it speaks to us"),
        choices=ShopKind.choices,
        initial=ShopKind.SHOPIFY,
        widget=forms.RadioSelect,
    )
    domain = forms.CharField(label=gettext_lazy("Its address"), max_length=120, required=False)
    secret = forms.CharField(
        label=gettext_lazy("Its signing secret"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "Shopify shows it on the app’s page. For a signed webhook leave it empty: we make one."
        ),
    )


class HostsForm(PlainForm):
    """Where the brand's links may lead."""

    hosts = forms.CharField(
        label=gettext_lazy("One shop a line, without https://"),
        max_length=6000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "none"}),
        help_text=gettext_lazy(
            "A page that is linked already stays linked when you take its shop away."
        ),
    )


class SecretForm(forms.Form):
    """A new secret for an open door."""

    secret = forms.CharField(
        label=gettext_lazy("The new secret"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Capability.MANAGE_SHOPS)
def shops(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """List the brand's shops; a POST names the hosts that its links may lead to."""
    brand = request.brand  # type: ignore[attr-defined]
    form = HostsForm(request.POST or None, initial={"hosts": "\n".join(brand.shop_domains)})
    if form.is_valid():
        hosts = form.cleaned_data["hosts"].split()
        try:
            changed = brands.name_shops(brand=brand, hosts=hosts, by=_who(request), at=clock.now())
        except brands.NotAHost as error:
            form.add_error("hosts", str(error))
        else:
            if changed:
                messages.success(request, _("Kept. Links may lead to these shops from now on."))
            else:
                messages.info(request, _("These are the shops you have named already."))
            return redirect("desk:shops", brand.slug)
    context = desk_context(
        request, "shops", shops=list(queries.shops_of_brand(brand.pk)), form=form
    )
    return render(request, "desk/shops/list.html", context)


@require_http_methods(["GET", "POST"])
@staff(Capability.MANAGE_SHOPS)
def new_shop(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """Open the door for a further shop."""
    brand = request.brand  # type: ignore[attr-defined]
    form = ShopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            shop = domain.create(brand=brand, by=_who(request), at=clock.now(), **form.cleaned_data)
        except domain.SecretNotUsable as error:
            form.add_error("secret", str(error))
        else:
            if not form.cleaned_data["secret"]:
                request.session[SHOWN_ONCE] = {shop.code: shop.secret}
            messages.success(request, _("The door is open. Now tell the shop its address."))
            return redirect("desk:shop", brand.slug, shop.code)
    return render(request, "desk/shops/new.html", desk_context(request, "shops", form=form))


@require_safe
@staff(Capability.MANAGE_SHOPS)
def shop(request: HttpRequest, brand_slug: str, code: str) -> HttpResponse:
    """One shop: its address, its last deliveries, what was set aside and why."""
    found = _shop_or_404(request, code)
    return render(request, "desk/shops/one.html", _context(request, found, SecretForm()))


@staff(Capability.MANAGE_SHOPS)
@acts_for(shop)
def rotate(request: HttpRequest, brand_slug: str, code: str) -> HttpResponse:
    """Take a new secret; the one before passes until staff end it."""
    found = _shop_or_404(request, code)
    form = SecretForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data["secret"]
        try:
            changed = domain.rotate_secret(
                shop=found, by=_who(request), at=clock.now(), secret=given
            )
        except domain.SecretNotUsable as error:
            form.add_error("secret", str(error))
        else:
            if not given:
                request.session[SHOWN_ONCE] = {changed.code: changed.secret}
            messages.success(
                request, _("The new secret is in force; the one before passes until you end it.")
            )
            return redirect("desk:shop", brand_slug, code)
    return render(request, "desk/shops/one.html", _context(request, found, form))


@staff(Capability.MANAGE_SHOPS)
@acts_for(shop)
def end_rotation(request: HttpRequest, brand_slug: str, code: str) -> HttpResponse:
    """Refuse the secret before from now on."""
    found = _shop_or_404(request, code)
    if domain.end_rotation(shop=found, by=_who(request), at=clock.now()):
        messages.success(request, _("Only the new secret passes now."))
    return redirect("desk:shop", brand_slug, code)


@staff(Capability.MANAGE_SHOPS)
@acts_for(shop)
def retry(request: HttpRequest, brand_slug: str, code: str, message_id: int) -> HttpResponse:
    """Put a delivery that was set aside back to work."""
    found = _shop_or_404(request, code)
    message = InboxMessage.objects.filter(shop=found, pk=message_id).first()
    if message is None:
        raise Http404
    if inbox.retry(message=message):
        messages.success(request, _("It is tried again; look here in a moment."))
    else:
        messages.info(request, _("This delivery is no longer set aside."))
    return redirect("desk:shop", brand_slug, code)


def _who(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "the door has looked"
    return request.user


def _shop_or_404(request: HttpRequest, code: str) -> Shop:
    brand = request.brand  # type: ignore[attr-defined]
    found = queries.shops_of_brand(brand.pk).filter(code=code).first() if code.isalnum() else None
    if found is None:
        raise Http404
    return found


def _context(request: HttpRequest, found: Shop, form: SecretForm) -> dict[str, Any]:
    shown = request.session.pop(SHOWN_ONCE, {})
    return desk_context(
        request,
        "shops",
        shop=found,
        form=form,
        secret=shown.get(found.code, ""),
        address=settings.BASE_URL + reverse("api:shop-hook", args=[found.code]),
        parked=[(one, words.set_aside(one.reason)) for one in queries.parked_of(found.pk)[:50]],
        deliveries=queries.last_deliveries(found.pk),
    )
