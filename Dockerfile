# One image for web, worker, beat and migrate; docker-compose.yml says which command each runs.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CONVIVE_VAR_DIR=/var/lib/convive

RUN groupadd --system --gid 10001 convive \
    && useradd --system --uid 10001 --gid convive --home-dir /var/lib/convive --create-home convive

WORKDIR /srv/convive
COPY requirements/prod.txt requirements/prod.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/prod.txt \
    && python -m compileall -q -j 0 "$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"

COPY . .
# Demo mode needs no secret; what it makes is thrown away in the same layer. The static files go
# where the settings look for them: they belong to the image, never to a volume.
RUN python tools/messages.py compile \
    && python -m compileall -q -j 0 . \
    && CONVIVE_MODE=demo python manage.py collectstatic --noinput --verbosity 0 \
    && rm -f "$CONVIVE_VAR_DIR/secret" \
    && mkdir -p "$CONVIVE_VAR_DIR/media" \
    && chown -R convive:convive "$CONVIVE_VAR_DIR"

USER convive
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "4", "config.wsgi:application"]
