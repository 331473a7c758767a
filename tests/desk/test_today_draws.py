"""Whoever sealed a list is not told to draw it."""

import pytest

from tests.desk.conftest import sign_in
from tests.factories.draws import officer, sealed_draw


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "told"), [("the one who sealed", False), ("a colleague", True)])
def test_only_a_second_person_is_told_to_draw(who, told):
    draw = sealed_draw()
    brand = draw.campaign.brand
    person = draw.sealed_by if who == "the one who sealed" else officer(brand)

    page = sign_in(brand.memberships.get(user=person)).get(f"/desk/{brand.slug}/").content.decode()

    assert (f"/desk/{brand.slug}/draws/{draw.campaign.slug}" in page) is told
