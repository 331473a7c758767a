"""/api/v1/"""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from api.v1 import decisions, draws, links, views

urlpatterns = [
    path(
        "schema",
        SpectacularAPIView.as_view(authentication_classes=[], permission_classes=[]),
        name="schema",
    ),
    path("campaigns", views.Campaigns.as_view(), name="campaigns"),
    path("campaigns/<slug:slug>", views.OneCampaign.as_view(), name="campaign"),
    path("campaigns/<slug:slug>/links", links.Links.as_view(), name="links"),
    path("applications", views.Applications.as_view(), name="applications"),
    path("duplicates", decisions.Duplicates.as_view(), name="duplicates"),
    path("duplicates/<slug:code>", decisions.OneDuplicates.as_view(), name="duplicate"),
    path("holds", decisions.Holds.as_view(), name="holds"),
    path("holds/<slug:receipt>", decisions.OneHold.as_view(), name="hold"),
    path("draws", draws.Draws.as_view(), name="draws"),
    path("draws/<slug:code>", draws.OneDraw.as_view(), name="draw"),
    path("draws/<slug:code>/places", draws.Places.as_view(), name="draw-places"),
    path("draws/<slug:code>/log", draws.Log.as_view(), name="draw-log"),
    path("draw-requests", draws.DrawRequests.as_view(), name="draw-requests"),
    path("parties", views.Parties.as_view(), name="parties"),
    path("orders", views.Orders.as_view(), name="orders"),
    path("shipments/<slug:code>/tracking", views.Tracking.as_view(), name="tracking"),
]
