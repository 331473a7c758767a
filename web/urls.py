"""Addresses of the pages for fans, hosts, guests and passers-by."""

from django.conf import settings
from django.urls import URLPattern, path

from web.views import demo, health, home, stop

app_name = "web"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("stop/<str:code>", stop.stop, name="stop"),
    # Each stage adds its own below.
]

if settings.DEMO:
    urlpatterns += [
        path("demo/", demo.index, name="demo"),
        path("demo/sign-in/<str:who>", demo.sign_in, name="demo-sign-in"),
        path("demo/clock", demo.move_clock, name="demo-clock"),
        path("demo/mail", demo.mail_list, name="demo-mail"),
        path("demo/mail/<str:code>", demo.mail, name="demo-mail-one"),
        path("demo/mail/<str:code>/html", demo.mail_html, name="demo-mail-html"),
        path("demo/mail/<str:code>/invite.ics", demo.mail_calendar, name="demo-mail-calendar"),
    ]
