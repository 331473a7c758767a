"""Addresses of the pages for brand staff, all under /desk/."""

from django.urls import URLPattern, path

from desk.views import (
    applications,
    bounces,
    campaign_amend,
    campaign_copy,
    campaign_draw,
    campaign_links,
    campaign_questions,
    campaign_rules,
    campaign_sections,
    campaigns,
    draw_place,
    draw_trial,
    draw_witnesses,
    draws,
    duplicates,
    holds,
    home,
    keys,
    leads,
    look,
    messages,
    orders,
    replay,
    report,
    settings,
    shipping,
    shops,
    stock,
    team,
    today,
)

app_name = "desk"
urlpatterns: list[URLPattern] = [
    # --- the desk itself, campaigns, applications
    path("", home.choose, name="home"),
    path("<slug:brand_slug>/", today.today, name="today"),
    path("<slug:brand_slug>/campaigns", campaigns.index, name="campaigns"),
    path("<slug:brand_slug>/rehearsal", replay.rehearsal, name="rehearsal"),
    path("<slug:brand_slug>/campaigns/new", campaigns.new, name="campaign-new"),
    path("<slug:brand_slug>/campaigns/<slug:slug>", campaigns.show, name="campaign"),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/basics",
        campaign_sections.basics,
        name="campaign-basics",
    ),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/words",
        campaign_sections.words,
        name="campaign-words",
    ),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/regions",
        campaign_sections.regions,
        name="campaign-regions",
    ),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/draw",
        campaign_draw.draw_settings,
        name="campaign-draw",
    ),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/amend",
        campaign_amend.amend,
        name="campaign-amend",
    ),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/prizes",
        campaign_sections.prizes,
        name="campaign-prizes",
    ),
    path("<slug:brand_slug>/campaigns/<slug:slug>/kit", campaign_sections.kit, name="campaign-kit"),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/questions",
        campaign_questions.own_questions,
        name="campaign-questions",
    ),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/rules",
        campaign_rules.clauses,
        name="campaign-rules",
    ),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/rules.<slug:language>.pdf",
        campaign_rules.draft_paper,
        name="campaign-rules-paper",
    ),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/answers",
        campaign_rules.answers,
        name="campaign-answers",
    ),
    path("<slug:brand_slug>/campaigns/<slug:slug>/copy", campaign_copy.copy, name="campaign-copy"),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/preview",
        campaigns.preview,
        name="campaign-preview",
    ),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/publish",
        campaigns.publish,
        name="campaign-publish",
    ),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/cancel", campaigns.cancel, name="campaign-cancel"
    ),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/links", campaign_links.index, name="campaign-links"
    ),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/links.csv",
        campaign_links.figures,
        name="campaign-links-csv",
    ),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/links/new",
        campaign_links.add,
        name="campaign-link",
    ),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/links/<slug:link_slug>",
        campaign_links.one,
        name="campaign-link-one",
    ),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/links/<slug:link_slug>/change",
        campaign_links.change,
        name="campaign-link-change",
    ),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/links/<slug:link_slug>/qr.<slug:kind>",
        campaign_links.qr,
        name="campaign-link-qr",
    ),
    path("<slug:brand_slug>/campaigns/<slug:slug>/leads", leads.index, name="campaign-leads"),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/leads/new",
        leads.upload,
        name="campaign-leads-new",
    ),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/leads/<slug:code>",
        leads.one,
        name="campaign-leads-one",
    ),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/leads/<slug:code>/act",
        leads.act,
        name="campaign-leads-act",
    ),
    path(
        "<slug:brand_slug>/campaigns/<slug:slug>/leads/<slug:code>/faults.csv",
        leads.faults,
        name="campaign-leads-faults",
    ),
    path("<slug:brand_slug>/applications", applications.index, name="applications"),
    path("<slug:brand_slug>/applications/<slug:receipt>", applications.show, name="application"),
    path(
        "<slug:brand_slug>/applications/<slug:receipt>/photo/<int:number>.jpg",
        applications.photo,
        name="application-photo",
    ),
    path(
        "<slug:brand_slug>/applications/<slug:receipt>/erase",
        applications.erase,
        name="application-erase",
    ),
    path("<slug:brand_slug>/duplicates", duplicates.index, name="duplicates"),
    path("<slug:brand_slug>/duplicates/<str:code>", duplicates.show, name="duplicate"),
    path(
        "<slug:brand_slug>/duplicates/<str:code>/decide",
        duplicates.decide,
        name="duplicate-decide",
    ),
    path(
        "<slug:brand_slug>/duplicates/<str:code>/reopen",
        duplicates.reopen,
        name="duplicate-reopen",
    ),
    # --- messages to many
    path("<slug:brand_slug>/messages", messages.index, name="messages"),
    path("<slug:brand_slug>/messages/new", messages.new, name="message-new"),
    path("<slug:brand_slug>/messages/returned", bounces.index, name="bounces"),
    path(
        "<slug:brand_slug>/messages/returned/<int:bounce_id>/settle",
        bounces.settle,
        name="bounce-settle",
    ),
    path("<slug:brand_slug>/messages/<slug:code>", messages.show, name="message"),
    path("<slug:brand_slug>/messages/<slug:code>/words", messages.edit, name="message-edit"),
    path("<slug:brand_slug>/messages/<slug:code>/act", messages.act, name="message-act"),
    path(
        "<slug:brand_slug>/messages/<slug:code>/preview/<slug:language>",
        messages.preview,
        name="message-preview",
    ),
    path("<slug:brand_slug>/held", holds.index, name="holds"),
    path("<slug:brand_slug>/held/decide", holds.decide, name="holds-decide"),
    # --- draws
    path("<slug:brand_slug>/draws", draws.index, name="draws"),
    path("<slug:brand_slug>/draws/<slug:slug>", draws.show, name="draw"),
    path("<slug:brand_slug>/draws/<slug:slug>/seal", draws.seal, name="draw-seal"),
    path("<slug:brand_slug>/draws/<slug:slug>/trial", draw_trial.trial, name="draw-trial"),
    path(
        "<slug:brand_slug>/draws/<slug:slug>/witnesses", draw_witnesses.show, name="draw-witnesses"
    ),
    path("<slug:brand_slug>/draws/<slug:slug>/round", draws.give_round, name="draw-round"),
    path("<slug:brand_slug>/draws/<slug:slug>/reveal", draws.reveal, name="draw-reveal"),
    path("<slug:brand_slug>/draws/<slug:slug>/run", draws.run, name="draw-run"),
    path("<slug:brand_slug>/draws/<slug:slug>/order", draws.order, name="draw-order"),
    path(
        "<slug:brand_slug>/draws/<slug:slug>/places/<slug:number>/take",
        draw_place.disqualify,
        name="draw-place-take",
    ),
    path("<slug:brand_slug>/draws/<slug:slug>/void", draws.void, name="draw-void"),
    path(
        "<slug:brand_slug>/draws/<slug:slug>/reported/<int:report_id>",
        draws.root_seen,
        name="draw-root-seen",
    ),
    path("<slug:brand_slug>/draws/<slug:slug>/pack.zip", draws.pack, name="draw-pack"),
    # --- orders, shops, the report
    path("<slug:brand_slug>/orders", orders.orders, name="orders"),
    path("<slug:brand_slug>/orders/<int:order_id>", orders.order, name="order"),
    path("<slug:brand_slug>/shops", shops.shops, name="shops"),
    path("<slug:brand_slug>/shops/new", shops.new_shop, name="shop-new"),
    path("<slug:brand_slug>/shops/<str:code>", shops.shop, name="shop"),
    path("<slug:brand_slug>/shops/<str:code>/secret", shops.rotate, name="shop-rotate"),
    path(
        "<slug:brand_slug>/shops/<str:code>/secret/end",
        shops.end_rotation,
        name="shop-end-rotation",
    ),
    path(
        "<slug:brand_slug>/shops/<str:code>/deliveries/<int:message_id>/retry",
        shops.retry,
        name="shop-retry",
    ),
    path("<slug:brand_slug>/report", report.report, name="report"),
    path("<slug:brand_slug>/report/<slug:slug>", report.report, name="report-of"),
    path("<slug:brand_slug>/report/<slug:slug>.csv", report.report_csv, name="report-csv"),
    # --- the brand's own look
    path("<slug:brand_slug>/look", look.look, name="look"),
    path("<slug:brand_slug>/look/guard", look.guard, name="look-guard"),
    path("<slug:brand_slug>/look/draft.css", look.draft, name="look-draft"),
    # --- the team, the brand in law, its software's keys
    path("<slug:brand_slug>/team", team.team, name="team"),
    path("<slug:brand_slug>/team/invite", team.invite, name="team-invite"),
    path(
        "<slug:brand_slug>/team/invitations/<int:invitation_id>/again",
        team.invite_again,
        name="team-invite-again",
    ),
    path(
        "<slug:brand_slug>/team/invitations/<int:invitation_id>/take-back",
        team.take_back,
        name="team-take-back",
    ),
    path("<slug:brand_slug>/team/<int:member_id>", team.member, name="member"),
    path("<slug:brand_slug>/team/<int:member_id>/dismiss", team.dismiss, name="member-dismiss"),
    path("<slug:brand_slug>/settings", settings.settings, name="settings"),
    path("<slug:brand_slug>/keys", keys.keys, name="keys"),
    path("<slug:brand_slug>/keys/new", keys.make, name="key-new"),
    path("<slug:brand_slug>/keys/<int:key_id>/revoke", keys.revoke, name="key-revoke"),
    # --- the warehouse
    path("<slug:brand_slug>/kits", shipping.shipping, name="shipping"),
    path("<slug:brand_slug>/kits/pick-list.pdf", shipping.pick_paper, name="shipping-pick-list"),
    path("<slug:brand_slug>/kits/<str:code>", shipping.kit, name="shipping-kit"),
    path("<slug:brand_slug>/kits/<str:code>/pack", shipping.pack, name="shipping-pack"),
    path("<slug:brand_slug>/kits/<str:code>/label", shipping.label, name="shipping-label"),
    path("<slug:brand_slug>/kits/<str:code>/shipped", shipping.shipped, name="shipping-shipped"),
    path(
        "<slug:brand_slug>/kits/<str:code>/delivered", shipping.delivered, name="shipping-delivered"
    ),
    path(
        "<slug:brand_slug>/kits/<str:code>/label.pdf",
        shipping.label_paper,
        name="shipping-label-paper",
    ),
    path(
        "<slug:brand_slug>/kits/<str:code>/slip.pdf",
        shipping.slip_paper,
        name="shipping-slip-paper",
    ),
    path("<slug:brand_slug>/stock", stock.stock_list, name="stock"),
    path("<slug:brand_slug>/stock/new", stock.new_item, name="stock-new"),
    path("<slug:brand_slug>/stock/item/<str:sku>", stock.item, name="stock-item"),
]
