#!/usr/bin/env python3
"""Measures how long a program takes from its start to its first request.

.ci/first-request.py RUNS COMMAND…: starts the command so often, with the address of a server in the variable
GITHUB_API_URL, and prints the median and the range. What the server answers ends the program at once.
"""

import os
import socket
import statistics
import subprocess
import sys
import time

ANSWER = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"


def milliseconds(server, command):
    """From the start of the command to its first request, headers read."""
    address = f"http://127.0.0.1:{server.getsockname()[1]}"
    environment = {**os.environ, "GITHUB_API_URL": address, "GITHUB_SERVER_URL": address}
    begun = time.perf_counter_ns()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as program:
        try:
            connection, _ = server.accept()
        except TimeoutError:
            program.kill()
            sys.exit("no request came")
        request = b""
        while b"\r\n\r\n" not in request:
            part = connection.recv(65536)
            if not part:
                sys.exit("the first request broke off")
            request += part
        took = time.perf_counter_ns() - begun
        connection.sendall(ANSWER)
        connection.close()
        # Whatever else it asks for gets the same answer.
        server.settimeout(0.05)
        while program.poll() is None:
            try:
                more, _ = server.accept()
                more.recv(65536)
                more.sendall(ANSWER)
                more.close()
            except TimeoutError:
                pass
        server.settimeout(60)
    return took / 1e6


def main():
    """Prints one line."""
    runs, command = int(sys.argv[1]), sys.argv[2:]
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        took = sorted(milliseconds(server, command) for _ in range(runs))
    print(f"median {statistics.median(took):.1f} ms of {runs} runs, {took[0]:.1f} to {took[-1]:.1f} ms")


main()
