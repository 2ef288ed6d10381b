FROM python:3.11-slim

# Streamlit looks for changed files by default; in an image nothing changes. One thread for each
# visitor is enough: linear algebra starts no more of its own.
ENV PYTHONUNBUFFERED=1 \
    OPENBLAS_NUM_THREADS=1 \
    STREAMLIT_SERVER_FILE_WATCHER_TYPE=none

RUN useradd --create-home --uid 10001 phasescape

# The dependencies first: they change seldom, and this layer is kept while they do not.
WORKDIR /app
COPY requirements.txt ./
RUN --mount=type=cache,target=/root/.cache/pip \
    pip install --disable-pip-version-check --requirement requirements.txt

COPY --chown=phasescape:phasescape . .
RUN chown phasescape:phasescape /app
USER phasescape

# The kernels are compiled by the user who runs them, to where they are looked for. They fit the
# processor they were compiled on; another one compiles them again when the container starts.
RUN python -c "import core; core.warm_up()"

ENV HOST=0.0.0.0 \
    PORT=8501
EXPOSE 8501

# Healthy means ready: the solver is compiled. http.client asks this container itself,
# whatever proxy the environment may name.
HEALTHCHECK --interval=10s --timeout=5s --start-period=2m --retries=3 \
    CMD ["python", "-c", "import http.client, json, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=4); c.request('GET', '/health'); sys.exit(not json.load(c.getresponse())['ready'])"]

CMD ["python", "asgi.py"]
