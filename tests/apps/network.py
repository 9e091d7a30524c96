"""A real network of real processes for tests: its topology, data folder, and
what its users do with it."""

import json
import os
import pathlib
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request

PATIENCE_S = 60  # far more than anything takes, on however busy a machine


def eventually(what, f):
    """Returns the first true value of f, and fails if there is none in time."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        value = f()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"never happened: {what}")


def runs(pid):
    """Whether a process is there; one that nobody has reaped is not."""
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"


WORKER = """
[[node]]
name = "{name}"
address = "tcp://127.0.0.1:0"
  [[node.actor]]
  role = "shard_worker"
  model = "stories"
  blocks = "{blocks}"
  kv_positions = 2048
"""

SHARD = """
  [[node.actor]]
  role = "shard_worker"
  model = "stories"
  blocks = "{blocks}"
"""

FRONT = """
[[node]]
name = "front"
address = "tcp://127.0.0.1:0"
  [[node.actor]]
  role = "coordinator"
  [[node.actor]]
  role = "gateway"
  listen = "{listen}"
  {keys}
"""


def topology(model, listen="127.0.0.1:0", keys="", extra=""):
    """Two workers for each of two ranges of stories260K, and a front."""
    workers = [("1a", "0-1"), ("1b", "0-1"), ("2a", "2-4"), ("2b", "2-4")]
    text = f'[network]\nname = "test"\n[[model]]\nname = "stories"\nfile = "{model}"\n'
    for name, blocks in workers:
        text += WORKER.format(name=name, blocks=blocks)
    return text + FRONT.format(listen=listen, keys=keys) + extra


def one_process(model):
    """The whole network in one process."""
    text = f'[network]\nname = "one"\n[[model]]\nname = "stories"\nfile = "{model}"\n'
    text += '[[node]]\nname = "all"\naddress = "tcp://127.0.0.1:0"\n'
    text += SHARD.format(blocks="0-1") + SHARD.format(blocks="2-4")
    actors = FRONT.format(listen="127.0.0.1:0", keys="")
    return text + actors[actors.index("  [[node.actor]]"):]


class Network:
    """One topology and one data folder. Stops what is left at the end."""

    def __init__(self, synod, folder, text):
        self.synod = synod
        self.data = pathlib.Path(folder) / "data"
        self.file = pathlib.Path(folder) / "network.toml"
        pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
        self.file.write_text(text)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.run("down")

    def command(self, *words):
        return [self.synod, *map(str, words), "--data", str(self.data)]

    def run(self, *words):
        return subprocess.run(self.command(*words), capture_output=True,
                              text=True, timeout=120, check=False)

    def start(self, *words):
        """Runs a command in the background."""
        return subprocess.Popen(self.command(*words), stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def up(self):
        result = self.run("up", self.file, "--detach")
        assert result.returncode == 0, result.stderr
        return self

    def status(self):
        result = self.run("status", "--json")
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    def node(self, name):
        return next(x for x in self.status()["nodes"] if x["name"] == name)

    def pids(self):
        return [x["pid"] for x in self.status()["nodes"]]

    def supervisor(self):
        """The parent of the nodes."""
        stat = pathlib.Path(f"/proc/{self.pids()[0]}/stat").read_text()
        return int(stat.rsplit(")", 1)[1].split()[1])

    def all_up(self):
        return all(x["state"] == "up" for x in self.status()["nodes"])

    def kill(self, name, number=signal.SIGKILL):
        pid = self.node(name)["pid"]
        os.kill(pid, number)
        return pid

    def log(self, name):
        return (self.data / "logs" / f"{name}.log").read_text()

    def last_route(self):
        """The nodes of the last attempt, as the coordinator logged it."""
        line = re.findall(r": attempt \d+ on (.*)", self.log("front"))[-1]
        return [hop.split("/")[0] for hop in line.split(" > ")]

    def further_attempts(self):
        """How often a generation had to take another route."""
        return len(re.findall(r": attempt (?!1 )", self.log("front")))

    def url(self):
        return (self.data / "gateway.url").read_text().strip()

    def complete(self, tokens=24, key=None, on_token=lambda count: None,
                 model="stories"):
        """Returns the text of a seeded completion, streamed."""
        body = {"model": model, "prompt": "Once upon a time",
                "max_tokens": tokens, "temperature": 0.9, "seed": 11,
                "ignore_eos": True, "stream": True}
        headers = {"content-type": "application/json"}
        if key:
            headers["authorization"] = f"Bearer {key}"
        call = urllib.request.Request(self.url() + "/v1/completions",
                                      json.dumps(body).encode(), headers)
        text = ""
        with urllib.request.urlopen(call, timeout=PATIENCE_S) as answer:
            for count, line in enumerate(x for x in answer if x.strip()):
                if line.strip() == b"data: [DONE]":
                    return text
                chunk = json.loads(line.removeprefix(b"data: "))
                assert "error" not in chunk, chunk
                text += "".join(x["text"] for x in chunk["choices"])
                on_token(count)
        raise AssertionError("the stream ended early")
