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
import urllib.error
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


def offline(*words):
    """What a command says that needs no network."""
    done = subprocess.run([SYNOD, *map(str, words), "--json"],
                          capture_output=True, text=True, timeout=120,
                          check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def accounts(network, *options):
    done = network.run("wallet", "list", "--json", *options)
    assert done.returncode == 0, done.stderr
    return {x["name"]: x for x in json.loads(done.stdout)["accounts"]}


def balances(network):
    return {name: x["balance"]
            for name, x in accounts(network, "--balances").items()}


def export_proof(network, answer):
    """Waits until the gateway's validator has the block, and the one after."""
    done = network.run("attestation", answer["attestation"], "--with-request")
    assert done.returncode == 0, done.stderr
    return done.stdout


def final_record(network, request):
    """What the gateway keeps for a client without a disk, once a block has the
    attestation."""
    def look():
        try:
            with urllib.request.urlopen(
                    f"{network.url()}/synod/requests/{request}",
                    timeout=PATIENCE_S) as answer:
                record = json.load(answer)
        except urllib.error.HTTPError:
            return None
        return record if record["height"] else None
    return eventually("the attestation is in a block", look)


def read_chain(network, *words):
    done = network.run("chain", *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def account_of(network, name):
    return accounts(network)[name]["account"]


def change(network, *words):
    done = network.run("corpus", *words)
    assert done.returncode == 0, done.stderr


class DemoTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="synod-demo-test-")
        self.addCleanup(folder.cleanup)
        self.network = Network(SYNOD, folder.name, demo_text())
        self.addCleanup(self.network.__exit__)
        self.network.up()
        eventually("all nodes are up", self.network.all_up)

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

    def test_an_answer_is_paid_for_proven_and_replayed(self):
        network, data = self.network, self.network.data
        first = ask(network, "Who is there?", "--final")  # waits for an escrow
        self.assertGreater(first["cost"], 0)
        export_proof(network, first)
        before = balances(network)
        answer = ask(network, "How much does the Krunner account cost?",
                     "--final")
        text = export_proof(network, answer)
        after = balances(network)
        # Nine tenths of a fee are the workers'; what division leaves is not.
        gains = {x: after[x] - before[x] for x in after if "worker" in x}
        self.assertEqual(sum(1 for x in gains.values() if x > 0), 2)
        self.assertLessEqual(sum(gains.values()), answer["cost"] * 9 // 10)
        self.assertGreaterEqual(sum(gains.values()),
                                answer["cost"] * 9 // 10 - len(gains))
        proof, genesis = data / "proof.json", data / "genesis.json"
        said = data / "answer.txt"
        said.write_text(answer["text"])
        proof.write_text(text)
        network.run("down")  # the rest needs nobody
        verified = offline("verify", proof, "--trust", genesis, "--answer",
                           said)
        self.assertTrue(verified["verified"])
        replayed = offline("replay", proof, DEMO.parent / "model/reader.gguf",
                           "--trust", genesis)
        self.assertTrue(replayed["equal"])
        self.assertEqual(replayed["text"], answer["text"])
        self.assertEqual({x["worker"] for x in replayed["workers"]},
                         {account_of(network, x) for x in gains if gains[x]})

    def test_an_answer_that_lost_a_worker_replays_to_equal_bits(self):
        network, told, got = self.network, {}, []
        for part in chunks(network, 200, told):
            got.append(part)
            if len(got) == 120:
                network.kill(network.last_route()[0])
        self.assertGreater(told["attempts"], 1)
        record = final_record(network, told["request"])
        proof = network.data / "proof.json"
        proof.write_text(export_proof(network, record))
        replayed = offline("replay", proof, DEMO.parent / "model/reader.gguf",
                           "--trust", network.data / "genesis.json")
        self.assertTrue(replayed["equal"])
        self.assertEqual(replayed["text"], "".join(got))
        # Both who ran the first blocks are attested, and one who ran the last.
        who = {(x["first"], x["worker"]) for x in replayed["workers"]}
        self.assertEqual(len([x for x in who if x[0] == 0]), 2, who)

    def test_the_chain_can_be_read_though_a_validator_is_gone(self):
        network = self.network
        answer = ask(network, "Who is there?", "--final")
        export_proof(network, answer)
        status = read_chain(network, "status")
        self.assertEqual(len(status["validators"]), 4)
        self.assertEqual(len(read_chain(network, "validators")["validators"]),
                         4)
        self.assertEqual(len(read_chain(network, "workers")["workers"]), 4)
        found = read_chain(network, "tx", answer["attestation"])
        self.assertEqual(found["receipt"]["outcome"], "applied")
        self.assertTrue(found["proven"])
        body = found["transaction"]["body"]
        block = read_chain(network, "block", found["height"])
        self.assertIn(answer["attestation"],
                      [x["id"] for x in block["transactions"]])
        escrow = read_chain(network, "escrow", body["cap"]["escrow"])
        self.assertGreater(escrow["balance"], 0)
        os.kill(network.node(status["node"])["pid"], signal.SIGSTOP)
        self.assertEqual(read_chain(network, "block", found["height"]), block)
        self.assertTrue(ask(network, "Who is there?", "--final")["attestation"])
        for words in (("tx", "0" * 64), ("escrow", "0" * 64),
                      ("block", 10 ** 9)):
            done = network.run("chain", *words)
            self.assertEqual(done.returncode, 1)
            self.assertIn("the chain does not have it", done.stderr)
        done = network.run("chain", "tx", "zz")
        self.assertEqual(done.returncode, 1)
        self.assertIn("64 digits", done.stderr)

    def test_the_ledger_is_shown_at_work(self):
        done = subprocess.run(
            [DEMO.parent / "show-ledger", SYNOD, self.network.data,
             "How much does the Krunner account cost per month?"],
            capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
        for words in ("before", "Proven:", "EQUAL BITS", "escrow"):
            self.assertIn(words, done.stdout)

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
