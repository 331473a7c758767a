"""Draws for a brand's software: their state, the work on them, their places and their log. Reads only.

Sealing, drawing and making void need a person with a second factor: they are acts of the desk.
"""

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, pagination
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.draw_shapes import DrawRequestShape, DrawShape, LogLineShape, PlaceShape
from api.v1.views import OF_CAMPAIGN, Door, Latest
from common.models import AuditEntry
from events.models import Draw, DrawRequest, Place, PlaceState
from events.queries import draws as queries
from events.queries import places as place_queries


class InOrder(pagination.CursorPagination):
    """The first first, fifty at a time."""

    ordering = "id"
    page_size = 50
    cursor_query_description = "Which fifty, the first first: as `next` and `previous` give it."


@extend_schema(parameters=[OF_CAMPAIGN])
class Draws(Door, generics.ListAPIView):
    """Draws, each with the path of its public proof."""

    scope = "draws:read"
    serializer_class = DrawShape
    pagination_class = Latest
    queryset = Draw.objects.none()

    def get_queryset(self) -> QuerySet[Draw]:
        return self.of_campaign(Draw.objects.of_brand(self.brand_id).select_related("campaign"))


class OneDraw(Door, generics.RetrieveAPIView):
    """One draw."""

    scope = "draws:read"
    serializer_class = DrawShape
    lookup_field = "code"
    queryset = Draw.objects.none()

    def get_queryset(self) -> QuerySet[Draw]:
        return Draw.objects.of_brand(self.brand_id).select_related("campaign")


@extend_schema(parameters=[OF_CAMPAIGN])
class DrawRequests(Door, generics.ListAPIView):
    """Seals and draws asked for at the desk, with their progress."""

    scope = "draws:read"
    serializer_class = DrawRequestShape
    pagination_class = Latest
    queryset = DrawRequest.objects.none()

    def get_queryset(self) -> QuerySet[DrawRequest]:
        found = DrawRequest.objects.of_brand(self.brand_id).select_related("campaign", "draw")
        return self.of_campaign(found)


class OfOneDraw(Door):
    """An address below one draw of the brand."""

    scope = "draws:read"

    @property
    def draw(self) -> Draw:
        found: Draw | None = (
            Draw.objects.of_brand(self.brand_id).filter(code=self.kwargs["code"]).first()
        )
        if found is None:
            raise NotFound
        return found

    def said(self, name: str) -> str:
        """What stands behind ``?name=``; "" without it."""
        return str(self.request.query_params.get(name, "")).replace("\x00", "")


@extend_schema(
    parameters=[
        OpenApiParameter("stratum", str, description="Only tables of this stratum."),
        OpenApiParameter("state", str, enum=PlaceState.values, description="Only those."),
    ]
)
class Places(OfOneDraw, generics.ListAPIView):
    """Places of one draw: every offer of a table, in the order in which they were made."""

    serializer_class = PlaceShape
    pagination_class = InOrder
    queryset = Place.objects.none()

    def get_queryset(self) -> QuerySet[Place]:
        found = place_queries.offers_of(self.draw)
        if stratum := self.said("stratum"):
            found = found.filter(stratum_key=stratum)
        if state := self.said("state"):
            if state not in PlaceState.values:
                raise ValidationError({"state": [f"One of {', '.join(PlaceState.values)}."]})
            found = found.filter(state=state)
        return found

    def list(self, request: Request, *args: object, **kwargs: object) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        assert page is not None, "this list has pages"
        tables = place_queries.tables_of(page)
        context = {**self.get_serializer_context(), "tables": tables}
        return self.get_paginated_response(PlaceShape(page, many=True, context=context).data)


class LogInOrder(InOrder):
    """By the number of the line."""

    ordering = "seq"


@extend_schema(
    parameters=[
        OpenApiParameter("after", int, description="Only lines behind the one of this number.")
    ]
)
class Log(OfOneDraw, generics.ListAPIView):
    """The hash-chained log of one draw, first line first."""

    serializer_class = LogLineShape
    pagination_class = LogInOrder
    queryset = AuditEntry.objects.none()

    def get_queryset(self) -> QuerySet[AuditEntry]:
        after = self.said("after") or "0"
        if not (after.isascii() and after.isdigit() and len(after) < 10):
            raise ValidationError({"after": ["The number of a line."]})
        return queries.log_entries(self.draw).filter(seq__gt=int(after))

    def list(self, request: Request, *args: object, **kwargs: object) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        assert page is not None, "this list has pages"
        lines = [queries.log_line(entry) for entry in page]
        return self.get_paginated_response(LogLineShape(lines, many=True).data)
