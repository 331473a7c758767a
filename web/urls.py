"""Addresses of the pages for fans, hosts, guests and passers-by."""

from django.conf import settings
from django.urls import URLPattern, path

from web.views import (
    account,
    apply,
    campaign,
    demo,
    erasing,
    go,
    guest,
    health,
    home,
    host,
    invitation,
    lead,
    look,
    own_data,
    place,
    preview,
    proof,
    root_report,
    status,
    stop,
    team,
    witness,
)

app_name = "web"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("stop/<str:code>", stop.stop, name="stop"),
    # Each stage adds its own below.
    path("go/<str:slug>", go.go, name="go"),
    # --- guests
    path("i/<str:slug>", invitation.show, name="invitation"),
    path("i/<str:slug>/preview.png", preview.invitation, name="invitation-preview"),
    path("i/<str:slug>/table.png", preview.invitation_table, name="invitation-table"),
    path("g/<str:code>", guest.show, name="guest"),
    path("g/<str:code>/leave", guest.leave, name="guest-leave"),
    path("g/<str:code>/party.ics", guest.party_ics, name="guest-calendar"),
    # --- campaigns, applying, one's application
    path("c/<slug:slug>", campaign.show, name="campaign"),
    path("c/<slug:slug>/preview.png", preview.campaign, name="campaign-preview"),
    path("c/<slug:slug>/table.png", preview.campaign_table, name="campaign-table"),
    path("c/<slug:slug>/rules", campaign.rules, name="campaign-rules"),
    path("c/<slug:slug>/rules.pdf", campaign.rules_paper, name="campaign-rules-pdf"),
    path("c/<slug:slug>/apply", apply.start, name="apply"),
    path("c/<slug:slug>/apply/you", apply.you, name="apply-you"),
    path("c/<slug:slug>/apply/agree", apply.agree, name="apply-agree"),
    path("r/<str:slug>", campaign.recruit, name="recruit"),
    path("l/<str:code>", lead.show, name="lead"),
    path("a/<str:code>", status.show, name="status"),
    path("a/<str:code>/edit", status.edit, name="status-edit"),
    path("a/<str:code>/photo/<int:number>.jpg", status.photo, name="status-photo"),
    path("a/<str:code>/withdraw", status.withdraw, name="status-withdraw"),
    path("a/<str:code>/choices", status.choose, name="status-choose"),
    path("a/<str:code>/receipt.json", status.draw_receipt, name="status-receipt"),
    path("a/<str:code>/erase", erasing.erase, name="status-erase"),
    # --- the answer to a place, the host's evening, the proof of the draw
    path("a/<str:code>/answer", place.answer, name="answer"),
    path("h/<str:code>", host.show, name="host"),
    path("h/<str:code>/address", host.address, name="host-address"),
    path("h/<str:code>/date", host.date, name="host-date"),
    path("h/<str:code>/cancel", host.cancel, name="host-cancel"),
    path("w/<str:code>", witness.show, name="witness"),
    path("proof/<str:code>", proof.show, name="proof"),
    path("proof/<str:code>/bundle.json", proof.bundle, name="proof-bundle"),
    path("proof/<str:code>/verify.py", proof.verifier, name="proof-verifier"),
    path("proof/<str:code>/draw-v1.md", proof.protocol, name="proof-protocol"),
    path("proof/<str:code>/minutes.pdf", proof.minutes, name="proof-minutes"),
    path("proof/<str:code>/pack.zip", proof.pack, name="proof-pack"),
    path("proof/<str:code>/root", root_report.report, name="proof-root"),
    path("account/", account.overview, name="account"),
    # --- what is held on oneself
    path("account/data", own_data.show, name="own-data"),
    path("account/data/file", own_data.download, name="own-data-file"),
    path("account/data/again", own_data.again, name="own-data-again"),
    path("account/data/agreed/<int:consent_id>", own_data.withdraw, name="own-data-withdraw"),
    path("g/<str:code>/data", own_data.show_guest, name="guest-data"),
    path("g/<str:code>/data.json", own_data.download_guest, name="guest-file"),
    path("g/<str:code>/agreed/<int:consent_id>", own_data.withdraw_guest, name="guest-withdraw"),
    path("team/<str:token>", team.join, name="team-join"),
    # --- the look
    path("brand/<slug:slug>/theme.<str:version>.css", look.theme, name="brand-theme"),
    path("styleguide", look.styleguide, name="styleguide"),
    path("styleguide/visitor", look.visitor, name="styleguide-visitor"),
]

if settings.DEMO:
    urlpatterns += [
        path("demo/", demo.index, name="demo"),
        path("demo/sign-in/<str:who>", demo.sign_in, name="demo-sign-in"),
        path("demo/clock", demo.move_clock, name="demo-clock"),
        path("demo/mail", demo.mail_list, name="demo-mail"),
        path("demo/mail.json", demo.mail_feed, name="demo-mail-feed"),
        path("demo/mail/<str:code>", demo.mail, name="demo-mail-one"),
        path("demo/mail/<str:code>/html", demo.mail_html, name="demo-mail-html"),
        path("demo/mail/<str:code>/invite.ics", demo.mail_calendar, name="demo-mail-calendar"),
    ]
