"""The demo network as its users meet it: what it answers, and what is left when
somebody dies. Usage: demo_test.py SYNOD DEMO.toml [TEST]"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.request

from network import PATIENCE_S, Network, eventually

SYNOD, DEMO = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()


def demo_text():
    """The shipped topology, with absolute files and any free port."""
    text = DEMO.read_text().replace('"127.0.0.1:8080"', '"127.0.0.1:0"')
    for kind in ("model/", "corpora/"):
        text = text.replace(f'"{kind}', f'"{DEMO.parent}/{kind}')
    return text


def chunks(network, tokens, told=None):
    """Yields the text of each chunk of a greedy answer; `told` takes what the
    gateway says besides."""
    body = {"model": "reader", "stream": True, "temperature": 0,
            "max_tokens": tokens, "ignore_eos": True,
            "messages": [{"role": "user", "content": "hello"}]}
    call = urllib.request.Request(network.url() + "/v1/chat/completions",
                                  json.dumps(body).encode(),
                                  {"content-type": "application/json"})
    with urllib.request.urlopen(call, timeout=PATIENCE_S) as answer:
        for line in answer:
            if line.strip() == b"data: [DONE]":
                return
            if line.startswith(b"data: {"):
                chunk = json.loads(line[6:])
                assert "error" not in chunk, chunk
                if told is not None:
                    told.update(chunk.get("synod", {}))
                for choice in chunk["choices"]:
                    if choice["delta"].get("content"):
                        yield choice["delta"]["content"]
    raise AssertionError("the stream ended early")


def worker_gauges(network, name):
    """One gauge of every worker that the gateway sees."""
    return [actor["gauges"][name] for node in network.status()["nodes"]
            for actor in node["actors"] if actor["role"] == "shard_worker"]


def kv_is_free(network):
    held = worker_gauges(network, "kv_positions_reserved")
    return len(held) == 4 and sum(held) == 0


def ask(network, question, *options):
    done = network.run("ask", question, "--json", *options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def change(network, *words):
    done = network.run("corpus", *words)
    assert done.returncode == 0, done.stderr


class DemoNetwork(unittest.TestCase):
    """Has a demo network of its own for every test."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="synod-demo-test-")
        self.addCleanup(folder.cleanup)
        self.network = Network(SYNOD, folder.name, demo_text())
        self.addCleanup(self.network.__exit__)
        self.network.up()
        eventually("all nodes are up", self.network.all_up)


class DemoTest(DemoNetwork):
    def test_a_changed_fact_is_in_the_very_next_answer(self):
        network = self.network
        fact = "The Quillmar Archive opens at {}."
        question = ("When does the Quillmar Archive open?", "--domain",
                    "education")
        change(network, "add", "education", "quillmar-1",
               fact.format("7:45"))
        first = ask(network, *question)
        self.assertIn("7:45", first["text"])
        self.assertEqual(first["citations"][0]["passage"], "quillmar-1")
        change(network, "replace", "education", "quillmar-1",
               fact.format("9:20"))
        second = ask(network, *question)
        self.assertIn("9:20", second["text"])
        self.assertGreater(second["citations"][0]["version"],
                           first["citations"][0]["version"])
        change(network, "remove", "education", "quillmar-1")
        self.assertNotIn("9:20", ask(network, *question)["text"])

    def test_a_killed_coordinator_leaves_no_kv_cache_behind(self):
        network = self.network
        front = network.node("front")["pid"]
        streaming, whole = threading.Event(), []

        def read():
            try:
                for _ in chunks(network, 400):
                    streaming.set()
                whole.append(True)
            except Exception:  # its coordinator is killed on purpose
                pass
        reader = threading.Thread(target=read)
        reader.start()
        self.assertTrue(streaming.wait(PATIENCE_S))
        os.kill(front, signal.SIGKILL)
        reader.join()
        self.assertFalse(whole, "the answer was over before the kill")
        eventually("the KV cache is free", lambda: kv_is_free(network))

    def test_two_neighbours_killed_at_once_change_no_token(self):
        network = self.network
        expected = "".join(chunks(network, 120))
        for number in (signal.SIGKILL, signal.SIGSTOP):
            got, pids = [], []
            for part in chunks(network, 120):
                got.append(part)
                if len(got) == 30:
                    pids = [network.node(name)["pid"]
                            for name in network.last_route()]
                    for pid in pids:
                        os.kill(pid, number)
            for pid in pids if number == signal.SIGSTOP else []:
                os.kill(pid, signal.SIGCONT)
            self.assertEqual(len(pids), 2)
            self.assertEqual("".join(got), expected)
            eventually("all nodes are up", network.all_up)
        eventually("the KV cache is free", lambda: kv_is_free(network))

    def test_a_client_that_leaves_frees_its_session(self):
        network = self.network
        answer = chunks(network, 400)
        next(answer)
        answer.close()
        eventually("the KV cache is free", lambda: kv_is_free(network))
        self.assertTrue(ask(network, "Who is there?")["text"])

    def test_clients_are_served_over_http(self):
        here = pathlib.Path(__file__).parent
        for script in ("http_test.py", "openai_client_test.py"):
            done = subprocess.run(
                [sys.executable, here / script, "--data", self.network.data],
                capture_output=True, text=True, timeout=240, check=False)
            print(done.stdout)
            self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
