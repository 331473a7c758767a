"""People and brands, with boring defaults."""

import factory
from factory.django import DjangoModelFactory

from accounts.models import Brand, Membership, Role, User
from common import clock


class UserFactory(DjangoModelFactory):
    """Anyone who signs in; the address is confirmed, as it is for everyone who got in."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    first_name = "Camille"
    last_name = "Durand"
    language = "fr"

    @factory.post_generation
    def confirmed(self, create: bool, extracted: bool | None, **_: object) -> None:
        from allauth.account.models import EmailAddress

        if create and extracted is not False:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class BrandFactory(DjangoModelFactory):
    class Meta:
        model = Brand

    slug = factory.Sequence(lambda n: f"brand-{n}")
    name = "Maison Test"
    legal_name = "Maison Test SAS"
    registration = "RCS Lille 000 000 000"
    address = "1 rue des Essais, 59000 Lille"
    contact_email = "bonjour@maison-test.example"
    shop_domains = ["shop.maison-test.example"]


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    brand = factory.SubFactory(BrandFactory)
    role = Role.ORGANISER
    since_at = factory.LazyFunction(clock.now)
    last_seen_date = factory.LazyFunction(lambda: clock.now().date())
