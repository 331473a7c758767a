"""What staff decide about applications, for a brand's own software: likely duplicates, and what is held."""

import json
from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import generics
from rest_framework.exceptions import NotFound
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import ApiKey, Brand
from api.v1 import shapes
from api.v1.auth import PROBLEM, PROBLEMS, HasScope, ProblemShape
from api.v1.views import OF_CAMPAIGN, Conflict, Door, Latest, once
from common import clock
from events.domain import duplicates, holds
from events.domain.duplicates import Decision
from events.models import DuplicateGroup, DuplicateMember, Hold, HoldOutcome

IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Up to 200 characters. The same key and body get the first answer again.",
)
ANSWERS: dict[Any, Any] = {
    **PROBLEMS,
    (400, PROBLEM): OpenApiResponse(ProblemShape, "The body is not as expected: see its fields."),
    (409, PROBLEM): OpenApiResponse(
        ProblemShape, "The list is sealed, or somebody decided meanwhile: see its code."
    ),
    (422, PROBLEM): OpenApiResponse(ProblemShape, "The key came with another body before."),
}
MEMBERS = Prefetch(
    "members", DuplicateMember.objects.select_related("application").order_by("application_id")
)


class Deciding(Door):
    """An address whose POST needs ``applications:decide``."""

    scope = "applications:read"

    def get_permissions(self) -> list[BasePermission]:
        if self.request.method == "POST":
            self.scope = "applications:decide"
        return [HasScope()]

    @property
    def key(self) -> ApiKey:
        key = self.request.auth
        assert isinstance(key, ApiKey), "the permission has looked"
        return key


@extend_schema(parameters=[OF_CAMPAIGN])
class Duplicates(Door, generics.ListAPIView):
    """Groups of applications that resemble each other, with what was decided."""

    scope = "applications:read"
    serializer_class = shapes.DuplicatesShape
    pagination_class = Latest
    queryset = DuplicateGroup.objects.none()

    def get_queryset(self) -> QuerySet[DuplicateGroup]:
        found = DuplicateGroup.objects.of_brand(self.brand_id).select_related("campaign")
        return self.of_campaign(found.prefetch_related(MEMBERS))


class OneDuplicates(Deciding):
    """One group."""

    @extend_schema(
        responses={200: shapes.DuplicatesShape, **PROBLEMS},
        description="One group.\n\nScope of the key: `applications:read`.",
    )
    def get(self, request: Request, code: str) -> Response:
        return Response(shapes.DuplicatesShape(self._group(code)).data)

    def _group(self, code: str) -> DuplicateGroup:
        found = DuplicateGroup.objects.of_brand(self.brand_id).select_related("campaign")
        group: DuplicateGroup | None = found.prefetch_related(MEMBERS).filter(code=code).first()
        if group is None:
            raise NotFound
        return group

    @extend_schema(
        request=shapes.DuplicatesDecisionShape,
        parameters=[IDEMPOTENCY],
        responses={200: shapes.DuplicatesShape, **ANSWERS},
        description="Decide what the group is, or open it again.\n\n"
        "Scope of the key: `applications:decide`.",
    )
    def post(self, request: Request, code: str) -> Response:
        group = self._group(code)
        shape = shapes.DuplicatesDecisionShape(data=request.data)
        shape.is_valid(raise_exception=True)
        said = shape.validated_data
        places = {one.application.receipt_number: one.application_id for one in group.members.all()}
        who: dict[str, Any] = {
            "group": group,
            "seen": said["version"],
            "by": self.key.created_by,
            "actor": f"api_key:{self.key.pk}",
            "at": clock.now(),
        }

        def work() -> tuple[int, str]:
            if said["decision"] == "NONE":
                duplicates.reopen(**who)
            else:
                duplicates.decide(
                    **who,
                    decision=Decision(said["decision"]),
                    stands=places.get(said["stands"]),
                    apart=[places.get(receipt, 0) for receipt in said["apart"]],
                )
            now = DuplicateGroup.objects.prefetch_related(MEMBERS).get(pk=group.pk)
            return 200, json.dumps(shapes.DuplicatesShape(now).data)

        try:
            return once(request, work, said=json.dumps(request.data, sort_keys=True).encode())
        except duplicates.DecisionRefused as error:
            raise Conflict(str(error), code=error.code.lower()) from error


@extend_schema(parameters=[OF_CAMPAIGN])
class Holds(Door, generics.ListAPIView):
    """Applications that are or were held, because a program may have filled them in."""

    scope = "applications:read"
    serializer_class = shapes.HoldShape
    pagination_class = Latest
    queryset = Hold.objects.none()

    def get_queryset(self) -> QuerySet[Hold]:
        found = Hold.objects.of_brand(self.brand_id).select_related("campaign", "application")
        return self.of_campaign(found)


class OneHold(Deciding):
    """One held application, by its receipt."""

    @extend_schema(
        responses={200: shapes.HoldShape, **PROBLEMS},
        description="One application that is or was held.\n\nScope of the key: `applications:read`.",
    )
    def get(self, request: Request, receipt: str) -> Response:
        return Response(shapes.HoldShape(self._hold(receipt)).data)

    def _hold(self, receipt: str) -> Hold:
        found = Hold.objects.of_brand(self.brand_id).select_related("campaign", "application")
        hold: Hold | None = found.filter(application__receipt_number=receipt).first()
        if hold is None:
            raise NotFound
        return hold

    @extend_schema(
        request=shapes.HoldDecisionShape,
        parameters=[IDEMPOTENCY],
        responses={200: shapes.HoldShape, **ANSWERS},
        description="Let it through, refuse it for a reason that the person reads, or hold it again."
        "\n\nScope of the key: `applications:decide`.",
    )
    def post(self, request: Request, receipt: str) -> Response:
        hold = self._hold(receipt)
        shape = shapes.HoldDecisionShape(data=request.data)
        shape.is_valid(raise_exception=True)
        said = shape.validated_data
        who: dict[str, Any] = {
            "brand": Brand.objects.get(pk=self.brand_id),
            "holds": [hold.pk],
            "by": self.key.created_by,
            "actor": f"api_key:{self.key.pk}",
            "at": clock.now(),
        }

        def work() -> tuple[int, str]:
            if said["outcome"] == "NONE":
                done = holds.reopen(**who)
            else:
                done = holds.decide(**who, outcome=HoldOutcome(said["outcome"]), why=said["why"])
            if not done:
                raise Conflict("Somebody decided meanwhile.", code="changed_meanwhile")
            now = Hold.objects.select_related("campaign", "application").get(pk=hold.pk)
            return 200, json.dumps(shapes.HoldShape(now).data)

        try:
            return once(request, work, said=json.dumps(request.data, sort_keys=True).encode())
        except holds.HoldRefused as error:
            raise Conflict(str(error), code=error.code.lower()) from error
