FROM python:3.13-slim AS build
COPY requirements.txt /
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r /requirements.txt

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=helpdesk.settings.production HELPDESK_DATA=/data \
    MALLOC_ARENA_MAX=1 CELERY_SKIP_CHECKS=1
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
# Static files need no secret and no server, but the settings insist on their names.
RUN SECRET_KEY=build SITE_URL=https://build.invalid DATABASE_URL=postgres://build REDIS_URL=redis://build \
    python manage.py collectstatic --no-input --verbosity 0 \
    && useradd --system --uid 10001 desk && install --directory --owner desk /data /data/status
USER desk
VOLUME /data
EXPOSE 8000 8001 2525
CMD ["python", "-m", "granian", "--interface", "wsgi", "--host", "0.0.0.0", "--no-ws", \
     "--workers", "2", "--blocking-threads", "8", "helpdesk.wsgi:application"]
