"""Brand scope: every list of a brand's rows starts here."""

from typing import Self

from django.db import models


class BrandScopedQuerySet(models.QuerySet):
    """Rows that belong to one brand, directly or through ``brand_path``."""

    brand_path = "brand"

    def of_brand(self, brand_id: int) -> Self:
        """Return only the rows of this brand."""
        return self.filter(**{f"{self.brand_path}_id": brand_id})


def scoped(path: str) -> type[BrandScopedQuerySet]:
    """Return a queryset class whose rows reach their brand through ``path``."""
    return type("ScopedQuerySet", (BrandScopedQuerySet,), {"brand_path": path})
