"""Recruiting links over the API: read with their figures, made for a network or a creator."""

import json

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import ApiKey
from api.v1 import shapes
from api.v1.auth import PROBLEM, PROBLEMS, HasScope, ProblemShape
from api.v1.views import Conflict, Door, once
from common import clock
from events.domain import recruiting
from events.models import Campaign
from reports import sources


class Links(Door):
    """The recruiting links of one campaign."""

    scope = "links:read"
    scopes = {"GET": "links:read", "POST": "links:write"}

    def get_permissions(self) -> list[BasePermission]:
        self.scope = self.scopes.get(str(self.request.method), self.scope)
        return [HasScope()]

    @extend_schema(
        responses={200: shapes.LinkShape(many=True), **PROBLEMS},
        description="Every recruiting link of the campaign, by network and creator, with its"
        " figures.\n\nScope of the key: `links:read`.",
    )
    def get(self, request: Request, slug: str) -> Response:
        rows = [row for row in sources.by_link(self._campaign(slug)) if row.link is not None]
        return Response(shapes.LinkShape(rows, many=True).data)

    @extend_schema(
        request=shapes.NewLinkShape,
        description="Make a link for one network and, if said, one creator.\n\n"
        "Scope of the key: `links:write`.",
        parameters=[
            OpenApiParameter(
                "Idempotency-Key",
                str,
                OpenApiParameter.HEADER,
                description="Up to 200 characters. The same key and body get the first answer again.",
            )
        ],
        responses={
            201: shapes.LinkShape,
            **PROBLEMS,
            (400, PROBLEM): OpenApiResponse(
                ProblemShape, "The body is not as expected: see its fields."
            ),
            (409, PROBLEM): OpenApiResponse(
                ProblemShape, "There is a link for this network and creator already."
            ),
            (422, PROBLEM): OpenApiResponse(ProblemShape, "The key came with another body before."),
        },
    )
    def post(self, request: Request, slug: str) -> Response:
        campaign = self._campaign(slug)
        shape = shapes.NewLinkShape(data=request.data)
        shape.is_valid(raise_exception=True)
        key = request.auth
        assert isinstance(key, ApiKey), "the permission has looked"

        def work() -> tuple[int, str]:
            made = recruiting.open_link(
                campaign=campaign, by=f"api_key:{key.pk}", at=clock.now(), **shape.validated_data
            )
            return 201, json.dumps(shapes.LinkShape(sources.Source(link=made)).data)

        try:
            return once(request, work, said=json.dumps(request.data, sort_keys=True).encode())
        except recruiting.LinkKnown as error:
            raise Conflict(str(error), code="link_known") from error

    def _campaign(self, slug: str) -> Campaign:
        found = Campaign.objects.of_brand(self.brand_id).filter(slug=slug).first()
        if found is None:
            raise NotFound
        return found
