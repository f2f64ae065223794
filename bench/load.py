"""Ask one address as often as it answers: with wrk where it is installed, else with a plain Python client.

Run by itself it is that client, in a process of its own: `python -m bench.load PORT PATH COOKIE SECONDS`.
"""

from __future__ import annotations

import http.client
import re
import shutil
import subprocess
import sys
import threading
import time

from bench.house import ROOT

CONNECTIONS = 8
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")


def client() -> str:
    return "wrk" if shutil.which("wrk") else "Python"


def per_second(port: int, path: str, *, cookie: str = "", seconds: int = 4) -> float:
    """Return the answers a second over CONNECTIONS connections. Raises RuntimeError at any answer but 200."""
    if wrk := shutil.which("wrk"):
        headers = ["-H", f"Cookie: {cookie}", "-H", "Accept-Encoding: gzip"]
        url = f"http://localhost:{port}{path}"
        command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *headers, url]
    else:
        command = [sys.executable, "-m", "bench.load", str(port), path, cookie, str(seconds)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = _RATE.search(done.stdout)
    if not found or "Non-2xx" in done.stdout:
        raise RuntimeError(done.stdout)
    return float(found[1])


def main(port: str, path: str, cookie: str, seconds: str) -> None:
    counts = [0] * CONNECTIONS
    end = time.monotonic() + float(seconds)

    def ask(place: int) -> None:
        connection = http.client.HTTPConnection("localhost", int(port))
        while time.monotonic() < end:
            connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                print("Non-2xx", response.status)
                return
            counts[place] += 1

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"Requests/sec: {sum(counts) / float(seconds):.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
