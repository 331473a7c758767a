"""What leads a guest to the shop and back to the host: a link, a code."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from common.scope import scoped


class ShopLink(models.Model):
    """The /go/ link of one party, or of one guest of it."""

    party = models.ForeignKey("events.Party", on_delete=models.PROTECT, related_name="+")
    guest = models.OneToOneField(
        "guests.Guest", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    link = models.OneToOneField("links.Link", on_delete=models.PROTECT, related_name="+")

    objects = scoped("party__campaign__brand").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party"], condition=Q(guest__isnull=True), name="one_shop_link_per_party"
            )
        ]

    def __str__(self) -> str:
        return f"Shop link of party {self.party_id}"


class ShareOnlyLink(models.Model):
    """The /go/ link of an entrant whom the draw gave a link and no kit. Its visits are counted;
    with no party behind it, no order is credited to it."""

    application = models.OneToOneField(
        "events.Application", on_delete=models.CASCADE, related_name="+"
    )
    link = models.OneToOneField("links.Link", on_delete=models.PROTECT, related_name="+")

    objects = scoped("application__campaign__brand").as_manager()

    def __str__(self) -> str:
        return f"Shop link of application {self.application_id}"


class PromoCode(models.Model):
    """A code typed at the shop's till; one per party."""

    brand = models.ForeignKey("accounts.Brand", on_delete=models.PROTECT, related_name="+")
    party = models.OneToOneField("events.Party", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    created_at = models.DateTimeField()

    objects = scoped("brand").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("brand", Upper("code"), name="promo_code_once_per_brand")
        ]

    def __str__(self) -> str:
        return f"Promo code {self.pk}"
