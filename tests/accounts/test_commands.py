"""A brand moves in, and its people are named, from the command line."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Brand, Membership

ALL = [
    "--name=Maison Exemple",
    "--legal-name=Maison Exemple SAS",
    "--registration=RCS Lille 000 000 000",
    "--address=1 rue de l’Exemple, 59000 Lille",
    "--contact=bonjour@maison.example",
    "--owner=owner@maison.example",
    "--shop-domain=Boutique.Maison.example",
]


@pytest.mark.django_db
def test_a_brand_moves_in_with_its_owner_and_staff(capsys):
    call_command("create_brand", "maison-exemple", *ALL)
    call_command("appoint", "maison-exemple", "officer@maison.example", "DRAW_OFFICER")

    brand = Brand.objects.get(slug="maison-exemple")
    members = Membership.objects.filter(brand=brand).order_by("pk")
    assert brand.shop_domains == ["boutique.maison.example"]
    assert [(m.user.email, m.role) for m in members] == [
        ("owner@maison.example", "OWNER"),
        ("officer@maison.example", "DRAW_OFFICER"),
    ]
    assert "/desk/maison-exemple/" in capsys.readouterr().out


@pytest.mark.django_db
def test_whoever_is_dismissed_has_no_role_any_more(capsys):
    call_command("create_brand", "maison-exemple", *ALL)
    call_command("appoint", "maison-exemple", "officer@maison.example", "DRAW_OFFICER")

    call_command("dismiss", "maison-exemple", "Officer@maison.example")

    assert [m.user.email for m in Membership.objects.all()] == ["owner@maison.example"]
    assert "DRAW_OFFICER" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["create_brand", "maison-exemple", *ALL], "already"),
        (["create_brand", "pas bon", *ALL], "slug"),
        (["appoint", "maison-exemple", "owner@maison.example", "CARE"], "owner"),
        (["appoint", "inconnue", "x@maison.example", "CARE"], "no brand"),
        (["appoint", "maison-exemple", "pas une adresse", "CARE"], "mail"),
        (["dismiss", "maison-exemple", "owner@maison.example"], "owner"),
        (["dismiss", "maison-exemple", "stranger@maison.example"], "no role"),
    ],
)
def test_a_slip_is_said_plainly(command, said):
    from django.utils import translation

    with translation.override("en"):
        call_command("create_brand", "maison-exemple", *ALL)

        with pytest.raises(CommandError, match=said):
            call_command(*command)

    assert Membership.objects.count() == 1
