"""Is the house awake, is it ready, what does it measure."""

from ipaddress import ip_address

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from common import clock
from common.models import OutboxMessage
from flows import delivery
from mailing import queries as mail

OUTBOX_TOO_OLD_S = 300
_known: dict[str, bool] = {}


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers and its database does; looks at nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database away\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when it may be sent traffic; each part is named with what is amiss."""
    parts = {"database": _database(), "migrations": _migrations(), "outbox": _outbox()}
    if settings.REDIS_URL:
        parts["redis"] = _redis()
    ready = all(said == "ok" for said in parts.values())
    return JsonResponse({"ready": ready, **parts}, status=200 if ready else 503)


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, to a reader in the same house only."""
    if not _is_private(request):
        raise Http404
    registry = CollectorRegistry()
    waiting = Gauge("convive_outbox_waiting", "Facts not yet told.", registry=registry)
    parked = Gauge("convive_outbox_parked", "Facts set aside.", registry=registry)
    age = Gauge("convive_outbox_age_seconds", "Age of the oldest waiting fact.", registry=registry)
    due = Gauge("convive_mail_due", "Messages that should have left.", registry=registry)
    open_facts = OutboxMessage.objects.filter(done_at__isnull=True)
    waiting.set(open_facts.filter(parked_at__isnull=True).count())
    parked.set(open_facts.filter(parked_at__isnull=False).count())
    age.set(_outbox_age_s())
    due.set(mail.due(at=clock.now()).count())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return type(error).__name__
    return "ok"


def _migrations() -> str:
    """Once applied, they stay applied for the life of this process."""
    if _known.get("migrated"):
        return "ok"
    try:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as error:
        return type(error).__name__
    _known["migrated"] = missing == 0
    return "ok" if not missing else f"{missing} not applied"


def _outbox() -> str:
    try:
        age = _outbox_age_s()
    except DatabaseError as error:
        return type(error).__name__
    return "ok" if age < OUTBOX_TOO_OLD_S else f"oldest fact waits for {age:.0f} s"


def _outbox_age_s() -> float:
    since = delivery.waiting_since()
    return (clock.now() - since).total_seconds() if since else 0.0


def _redis() -> str:
    try:
        cache.set("readyz", "1", timeout=5)
    except Exception as error:  # redis has many ways of being away
        return type(error).__name__
    return "ok"


def _is_private(request: HttpRequest) -> bool:
    """Loopback or a private network, and not through the public proxy."""
    if "x-forwarded-for" in request.headers:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_private
    except ValueError:
        return False
