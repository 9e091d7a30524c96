"""How the tests of a running network speak to its gateway: plain HTTP, from
python3's standard library alone."""

import argparse
import http.client
import json
import pathlib
import socket
import sys
import urllib.parse

PATIENCE_S = 60


class Gateway:
    """A gateway at a URL."""

    def __init__(self, url, key=None):
        parts = urllib.parse.urlsplit(url)
        self.url = url.rstrip("/")
        self.host, self.port = parts.hostname, parts.port
        self.key = key

    def headers(self):
        result = {"Content-Type": "application/json"}
        if self.key:
            result["Authorization"] = "Bearer " + self.key
        return result

    def raw(self, method, path, body=None):
        """Returns (status, headers, bytes)."""
        connection = http.client.HTTPConnection(self.host, self.port,
                                                timeout=PATIENCE_S)
        try:
            connection.request(method, path, body, self.headers())
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def call(self, method, path, body=None):
        """Returns (status, headers, object); a body is sent as JSON."""
        text = None if body is None else json.dumps(body)
        status, headers, data = self.raw(method, path, text)
        return status, headers, json.loads(data)

    def get(self, path):
        status, _, body = self.call("GET", path)
        assert status == 200, (status, body)
        return body

    def post(self, path, **body):
        return self.call("POST", path, body)

    def model(self):
        return self.get("/v1/models")["data"][0]["id"]

    def stream(self, path, **body):
        """Returns (headers, list of chunks); the last event must be [DONE]."""
        status, headers, data = self.raw("POST", path,
                                         json.dumps(body | {"stream": True}))
        assert status == 200, (status, data)
        events = data.decode().split("\n\n")
        assert events.pop() == "", events
        assert all(event.startswith("data: ") for event in events), events
        events = [event[len("data: "):] for event in events]
        assert events.pop() == "[DONE]", events
        return headers, [json.loads(event) for event in events]

    def connect(self):
        return socket.create_connection((self.host, self.port), PATIENCE_S)

    def send_head(self, body_size, path="/v1/chat/completions"):
        """Opens a connection and sends the head of a POST."""
        connection = self.connect()
        lines = [f"POST {path} HTTP/1.1", f"Host: {self.host}",
                 f"Content-Length: {body_size}"]
        lines += [f"{name}: {value}" for name, value in self.headers().items()]
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        return connection


def gateway_of_arguments(description):
    """Reads the program's arguments, and takes them away from unittest."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("url", nargs="?", help="http://HOST:PORT")
    parser.add_argument("--data", type=pathlib.Path,
                        help="the data folder of a network of this machine")
    parser.add_argument("--key", help="an API key")
    arguments, rest = parser.parse_known_args()
    if arguments.data:
        arguments.url = (arguments.data / "gateway.url").read_text().strip()
        own = arguments.data / "run" / "gateway.key"
        if not arguments.key and own.exists():
            arguments.key = own.read_text().strip()
    if not arguments.url:
        parser.error("needs the URL of a gateway, or --data DIR")
    sys.argv[1:] = rest
    return Gateway(arguments.url, arguments.key)
