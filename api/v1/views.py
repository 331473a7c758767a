"""What a brand's software may read of its own brand, and the one thing it may tell.

Every list starts from the key's brand; a foreign or unknown code is answered 404 alike.
"""

import json
from collections.abc import Callable
from datetime import timedelta

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import generics, pagination
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import ApiKey
from api.v1 import shapes
from api.v1.auth import (
    PROBLEM,
    PROBLEMS,
    DoorSchema,
    HasScope,
    KeyAuthentication,
    ProblemShape,
)
from common import clock, idempotency
from events.models import (
    Answer,
    Application,
    Campaign,
    Party,
    Prize,
    PublicAnswer,
    Question,
    Stratum,
    Verdict,
)
from events.models import ApplicationState as S
from events.queries import applications as application_queries
from events.queries.applications import Filters
from kits.domain import shipments
from kits.models import Shipment
from sales import queries as sales
from sales.models import Order

AHEAD = timedelta(minutes=5)
"""How far a carrier's clock may run ahead of ours."""

OF_CAMPAIGN = OpenApiParameter("campaign", str, description="Only those of this campaign's slug.")


class Conflict(APIException):
    """Too late, or somebody is at it."""

    status_code = 409
    default_code = "conflict"


class Unprocessable(APIException):
    """The request is well formed and cannot be meant."""

    status_code = 422
    default_code = "unprocessable"


class Latest(pagination.CursorPagination):
    """The latest first, fifty at a time."""

    ordering: str | tuple[str, ...] = "-id"
    page_size = 50
    cursor_query_description = "Which fifty, the latest first: as `next` and `previous` give it."


class LatestHandedIn(Latest):
    """Of applications the latest handed in first, as at the desk; any number may be of one moment."""

    ordering = application_queries.NEWEST
    offset_cutoff = 1_000_000


PARTS = (
    Prefetch("strata", Stratum.objects.order_by("position", "pk")),
    Prefetch("questions", Question.objects.order_by("position")),
    Prefetch("prizes", Prize.objects.order_by("pk")),
    Prefetch("public_answers", PublicAnswer.objects.order_by("position")),
)
ANSWERS = Prefetch(
    "answers", Answer.objects.select_related("question").order_by("question__position")
)


class Door(APIView):
    """What every address of the API shares."""

    authentication_classes = (KeyAuthentication,)
    permission_classes = (HasScope,)
    scope = ""
    schema = DoorSchema()

    @property
    def brand_id(self) -> int:
        key = self.request.auth
        assert isinstance(key, ApiKey), "the permission has looked"
        return key.brand_id

    def of_campaign(self, found: QuerySet, path: str = "campaign") -> QuerySet:
        """Narrow to ``?campaign=``."""
        slug = self.request.query_params.get("campaign", "")
        return found.filter(**{f"{path}__slug": slug.replace("\x00", "")}) if slug else found


class Campaigns(Door, generics.ListAPIView):
    """The brand's campaigns."""

    scope = "campaigns:read"
    serializer_class = shapes.CampaignShape
    pagination_class = Latest
    queryset = Campaign.objects.none()

    def get_queryset(self) -> QuerySet[Campaign]:
        return Campaign.objects.of_brand(self.brand_id).prefetch_related(*PARTS)


class OneCampaign(Door, generics.RetrieveAPIView):
    """One campaign."""

    scope = "campaigns:read"
    serializer_class = shapes.CampaignShape
    lookup_field = "slug"
    queryset = Campaign.objects.none()

    def get_queryset(self) -> QuerySet[Campaign]:
        return Campaign.objects.of_brand(self.brand_id).prefetch_related(*PARTS)


@extend_schema(
    parameters=[
        OF_CAMPAIGN,
        OpenApiParameter("stratum", str, description="Only those of this region's key."),
        OpenApiParameter("state", str, enum=[S.SUBMITTED, S.WITHDRAWN]),
        OpenApiParameter("verdict", str, enum=Verdict.values),
    ]
)
class Applications(Door, generics.ListAPIView):
    """Applications handed in, without the people who wrote them."""

    scope = "applications:read"
    serializer_class = shapes.ApplicationShape
    pagination_class = LatestHandedIn
    queryset = Application.objects.none()

    def get_queryset(self) -> QuerySet[Application]:
        asked = {
            name: self.request.query_params.get(name, "").replace("\x00", "")
            for name in ("campaign", "stratum", "state", "verdict")
        }
        # Nobody is looked for by name here: who they are is not told.
        found = application_queries.handed_in(brand_id=self.brand_id, filters=Filters(**asked))
        return found.select_related("campaign", "stratum").prefetch_related(ANSWERS)


@extend_schema(parameters=[OF_CAMPAIGN])
class Parties(Door, generics.ListAPIView):
    """Parties, without their hosts and guests."""

    scope = "parties:read"
    serializer_class = shapes.PartyShape
    pagination_class = Latest
    queryset = Party.objects.none()

    def get_queryset(self) -> QuerySet[Party]:
        found = Party.objects.of_brand(self.brand_id).select_related("campaign", "place")
        return self.of_campaign(found)


@extend_schema(
    parameters=[OpenApiParameter("external_id", str, description="Only the order of this id.")]
)
class Orders(Door, generics.ListAPIView):
    """Orders, each with why it is, or is not, credited; test orders are marked."""

    scope = "orders:read"
    serializer_class = shapes.OrderShape
    pagination_class = Latest
    queryset = Order.objects.none()

    def get_queryset(self) -> QuerySet[Order]:
        found = sales.orders_explained(self.brand_id)
        wanted = self.request.query_params.get("external_id", "").replace("\x00", "")
        return found.filter(external_id=wanted) if wanted else found


class Tracking(Door):
    """The carrier's door, and the brand's."""

    scope = "shipments:write"

    @extend_schema(
        request=shapes.TrackingShape,
        parameters=[
            OpenApiParameter(
                "Idempotency-Key",
                str,
                OpenApiParameter.HEADER,
                description="Up to 200 characters. The same key and body get the first answer again.",
            )
        ],
        responses={
            200: shapes.TrackedShape,
            **PROBLEMS,
            (400, PROBLEM): OpenApiResponse(
                ProblemShape, "The body is not as expected: see its fields."
            ),
            (409, PROBLEM): OpenApiResponse(
                ProblemShape, "The first request with this key is still at work."
            ),
            (422, PROBLEM): OpenApiResponse(ProblemShape, "The key came with another body before."),
        },
    )
    def post(self, request: Request, code: str) -> Response:
        """Record one thing the carrier says; the same thing twice is one row."""
        shape = shapes.TrackingShape(data=request.data)
        shape.is_valid(raise_exception=True)
        said, at = shape.validated_data, clock.now()
        if said["occurred_at"] > at + AHEAD:
            raise ValidationError({"occurred_at": ["This moment has not come yet."]})
        shipment = Shipment.objects.of_brand(self.brand_id).filter(code=code).first()
        if shipment is None:
            raise NotFound

        def work() -> tuple[int, str]:
            event = shipments.record_tracking(
                shipment=shipment,
                status=said["status"],
                occurred_at=said["occurred_at"],
                note=said["note"],
                at=at,
            )
            shipment.refresh_from_db()
            answer = shapes.TrackedShape(
                {
                    "shipment": shipment.code,
                    "state": shipment.state,
                    "status": event.status,
                    "occurred_at": event.at,
                }
            ).data
            return 200, json.dumps(answer)

        return once(request, work, said=json.dumps(request.data, sort_keys=True).encode())


def once(request: Request, work: Callable[[], tuple[int, str]], said: bytes) -> Response:
    """Answer once for each Idempotency-Key of this key and address; without one, just answer."""
    given = request.headers.get("Idempotency-Key", "")
    if not given:
        status, answer = work()
        return Response(json.loads(answer), status=status)
    if len(given) > 200 or not given.isprintable():
        raise ValidationError({"Idempotency-Key": ["Up to 200 printable characters."]})
    key = request.auth
    assert isinstance(key, ApiKey), "the permission has looked"
    try:
        status, answer, replayed = idempotency.once(
            scope=f"key:{key.pk} {request.method} {request.path}"[:80],
            key=given,
            body=said,
            work=work,
        )
    except idempotency.KeyReused as error:
        raise Unprocessable(str(error), code="key_reused") from error
    except idempotency.StillWorking as error:
        raise Conflict(str(error), code="still_working") from error
    response = Response(json.loads(answer), status=status)
    if replayed:
        response.headers["Idempotent-Replayed"] = "true"
    return response
