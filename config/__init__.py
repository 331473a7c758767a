"""Settings, URLs and the two applications: the only place that sees everything."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
