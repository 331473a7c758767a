"""Addresses of the pages for brand staff, all under /desk/."""

from django.urls import URLPattern, path

from desk.views import applications, campaigns, home, today

app_name = "desk"
urlpatterns: list[URLPattern] = [
    # --- the desk itself, campaigns, applications
    path("", home.choose, name="home"),
    path("<slug:brand_slug>/", today.today, name="today"),
    path("<slug:brand_slug>/campaigns", campaigns.index, name="campaigns"),
    path("<slug:brand_slug>/campaigns/new", campaigns.new, name="campaign-new"),
    path("<slug:brand_slug>/campaigns/<slug:slug>", campaigns.show, name="campaign"),
    path("<slug:brand_slug>/campaigns/<slug:slug>/basics", campaigns.basics, name="campaign-basics"),
    path("<slug:brand_slug>/campaigns/<slug:slug>/words", campaigns.words, name="campaign-words"),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/regions", campaigns.regions, name="campaign-regions"
    ),
    path("<slug:brand_slug>/campaigns/<slug:slug>/prizes", campaigns.prizes, name="campaign-prizes"),
    path("<slug:brand_slug>/campaigns/<slug:slug>/kit", campaigns.kit, name="campaign-kit"),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/preview", campaigns.preview, name="campaign-preview"
    ),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/publish", campaigns.publish, name="campaign-publish"
    ),
    path("<slug:brand_slug>/campaigns/<slug:slug>/cancel", campaigns.cancel, name="campaign-cancel"),
    path("<slug:brand_slug>/campaigns/<slug:slug>/links", campaigns.add_link, name="campaign-link"),
    path("<slug:brand_slug>/applications", applications.index, name="applications"),
    path("<slug:brand_slug>/applications/<slug:receipt>", applications.show, name="application"),
]
