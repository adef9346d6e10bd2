# The hosted checkout alone. Written from Docker's documentation; not built where this was written.
FROM python:3.11-slim-bookworm AS wheel
WORKDIR /src
COPY . .
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.11-slim-bookworm
COPY requirements-server.lock /tmp/
RUN pip install --no-cache-dir --require-hashes -r /tmp/requirements-server.lock
COPY --from=wheel /wheels /tmp/wheels
RUN pip install --no-cache-dir --no-deps /tmp/wheels/*.whl && useradd --system --home /var/lib/aday --create-home aday
USER aday
WORKDIR /var/lib/aday
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=3)"]
# Exec form, so that a stop reaches the program: it finishes the command in progress and ends the streams.
ENTRYPOINT ["aday"]
CMD ["serve", "--host", "0.0.0.0"]
