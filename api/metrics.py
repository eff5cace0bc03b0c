"""What this process counts of its requests, and the text that Prometheus reads (exposition format 0.0.4)."""

from __future__ import annotations

import os
import resource
import threading
import time
from collections.abc import Iterable, Mapping

from flask import Flask, Response, g
from flask.globals import request_ctx

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
PREFIX = "tongban_"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Requests:
    """Counts and times by route: a route is a pattern, so that there are few."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, str, int], int] = {}
        self._times: dict[str, list[float]] = {}
        self.began = time.time()

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request was answered."""
        with self._lock:
            key = (method if method in METHODS else "OTHER", route, status)
            self._counts[key] = self._counts.get(key, 0) + 1
            # One place for each bucket, then the sum and the number.
            times = self._times.setdefault(route, [0.0] * (len(BUCKETS) + 2))
            for place, bound in enumerate(BUCKETS):
                if seconds <= bound:
                    times[place] += 1
                    break
            times[-2] += seconds
            times[-1] += 1

    def lines(self) -> Iterable[str]:
        """The counter and the histogram; `process` tells several web processes apart."""
        process = str(os.getpid())
        with self._lock:
            counts, times = dict(self._counts), {route: list(found) for route, found in self._times.items()}
        yield from _head("http_requests_total", "counter", "Requests answered by this web process.")
        for (method, route, status), number in sorted(counts.items()):
            labels = {"process": process, "method": method, "route": route, "status": str(status)}
            yield line("http_requests_total", labels, number)
        yield from _head("http_request_seconds", "histogram", "How long requests took.")
        for route, found in sorted(times.items()):
            labels, within = {"process": process, "route": route}, 0.0
            for place, bound in enumerate(BUCKETS):
                within += found[place]
                yield line("http_request_seconds_bucket", {**labels, "le": str(bound)}, within)
            yield line("http_request_seconds_bucket", {**labels, "le": "+Inf"}, found[-1])
            yield line("http_request_seconds_sum", labels, found[-2])
            yield line("http_request_seconds_count", labels, found[-1])
        used = resource.getrusage(resource.RUSAGE_SELF)
        for name, kind, says, value in (
            (
                "process_cpu_seconds_total",
                "counter",
                "CPU time of this process.",
                used.ru_utime + used.ru_stime,
            ),
            (
                "process_max_resident_bytes",
                "gauge",
                "Most memory this process has had.",
                used.ru_maxrss * 1024,
            ),
            ("process_start_time_seconds", "gauge", "When this process began.", self.began),
        ):
            yield from _head(name, kind, says)
            yield line(name, {"process": process}, value)


def gauge_lines(
    samples: Iterable[tuple[str, Mapping[str, str], float]], says: Mapping[str, str]
) -> Iterable[str]:
    """Gauges, those of one name together."""
    of_name: dict[str, list[str]] = {}
    for name, labels, value in samples:
        of_name.setdefault(name, []).append(line(name, labels, value))
    for name, found in of_name.items():
        yield from _head(name, "gauge", says[name])
        yield from found


def line(name: str, labels: Mapping[str, str], value: float) -> str:
    """One sample."""
    told = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
    number = int(value) if float(value).is_integer() else value
    return f"{PREFIX}{name}{{{told}}} {number}" if told else f"{PREFIX}{name} {number}"


def register(app: Flask) -> Requests:
    """Time every request of the application."""
    requests = Requests()
    app.extensions["tongban.requests"] = requests

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        asked, began = request_ctx.request, g.get("began")
        route = asked.url_rule.rule if asked.url_rule is not None else "none"
        if began is not None:
            requests.note(asked.method, route, response.status_code, time.perf_counter() - began)
        return response

    return requests


def _head(name: str, kind: str, says: str) -> Iterable[str]:
    yield f"# HELP {PREFIX}{name} {says}"
    yield f"# TYPE {PREFIX}{name} {kind}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
