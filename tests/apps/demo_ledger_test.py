"""What the ledger of the demo network shows: that an answer is paid for, proven,
and equal to the last bit when it is run again. Usage: demo_ledger_test.py SYNOD
DEMO.toml [TEST]"""

import json
import os
import re
import signal
import subprocess
import sys
import unittest
import urllib.error
import urllib.request

from demo_test import DEMO, SYNOD, DemoNetwork, ask, chunks
from network import PATIENCE_S, eventually


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


def export_proof(network, answer, *options):
    """Waits until the gateway's validator has the block, and the one after."""
    done = network.run("attestation", answer["attestation"], "--with-request",
                       *options)
    assert done.returncode == 0, done.stderr
    return done.stdout


def show_record(network, path, key=None):
    """The status and the body that the gateway answers with."""
    headers = {"Synod-Record-Key": key} if key else {}
    call = urllib.request.Request(f"{network.url()}/synod/requests/{path}",
                                  headers=headers)
    try:
        with urllib.request.urlopen(call, timeout=PATIENCE_S) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


def final_record(network, told):
    """What the gateway keeps for a client without a disk, once a block has the
    attestation."""
    def look():
        status, record = show_record(network, told["request"],
                                     told["record_key"])
        return record if status == 200 and record["height"] else None
    return eventually("the attestation is in a block", look)


def read_chain(network, *words):
    done = network.run("chain", *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def account_of(network, name):
    return accounts(network)[name]["account"]


class LedgerTest(DemoNetwork):
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
        record = final_record(network, told)
        key = network.data / "record.key"
        key.write_text(told["record_key"])
        proof = network.data / "proof.json"
        proof.write_text(export_proof(network, record, "--record-key-file",
                                      key))
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
        self.assertEqual(read_chain(network, "status", "--url",
                                    network.url() + "/v1/")["genesis"],
                         status["genesis"])
        self.assertEqual(len(read_chain(network, "validators")["validators"]),
                         4)
        self.assertEqual(len(read_chain(network, "workers")["workers"]), 4)
        found = read_chain(network, "tx", answer["attestation"])
        self.assertEqual(found["receipt"]["outcome"], "applied")
        self.assertTrue(found["proven"])
        body = found["transaction"]["body"]
        block = read_chain(network, "block", found["height"])
        shown = network.run("chain", "block", found["height"]).stdout
        for member in ("height", "id", "proposer"):
            self.assertEqual(len(re.findall(rf"^{member} ", shown, re.M)), 1,
                             shown)
        self.assertIn(answer["attestation"],
                      [x["id"] for x in block["transactions"]])
        escrow = read_chain(network, "escrow", body["cap"]["escrow"])
        self.assertGreater(escrow["balance"], 0)
        os.kill(network.node(status["node"])["pid"], signal.SIGSTOP)
        again = read_chain(network, "block", found["height"])
        # Whose signatures a validator saw first is its own affair.
        self.assertEqual(len(again.pop("commit")), len(block.pop("commit")))
        self.assertEqual(again, block)
        self.assertTrue(ask(network, "Who is there?", "--final")["attestation"])
        for words in (("tx", "0" * 64), ("escrow", "0" * 64),
                      ("block", 10 ** 9)):
            done = network.run("chain", *words)
            self.assertEqual(done.returncode, 1)
            self.assertIn("the chain does not have it", done.stderr)
        done = network.run("chain", "tx", "zz")
        self.assertEqual(done.returncode, 1)
        self.assertIn("64 digits", done.stderr)

    def test_a_record_is_shown_to_whoever_asked_and_to_nobody_else(self):
        network = self.network
        answer = ask(network, "Who is there?", "--final")
        key, request = answer["record_key"], answer["request"]
        status, record = show_record(network, request, key)
        self.assertEqual((status, record["text"]), (200, answer["text"]))
        # Its id is no secret: it follows from what the chain shows.
        unknown = show_record(network, "7" * 64, key)
        self.assertEqual(unknown[0], 404)
        for path in (request, request + "/route"):
            for wrong in (None, "0" * 32):
                self.assertEqual(show_record(network, path, wrong), unknown)
        # What `ask` tells a person is what `route explain` wants.
        told = network.run("ask", "Who is there?").stdout
        named = re.findall(r"^request  ([0-9a-f]{64})$", told, re.M)
        self.assertEqual(len(named), 1, told)
        explain = network.command("route", "explain", *named)
        eventually("the route is explained", lambda: subprocess.run(
            explain, capture_output=True, timeout=120,
            check=False).returncode == 0)
        # The asker's own folder has the key.
        kept = network.data / "requests"
        self.assertEqual((kept / f"{request}.key").read_text().strip(), key)
        done = network.run("route", "explain", request)
        self.assertNotIn("record_key", done.stderr)
        (kept / f"{request}.json").unlink()
        export_proof(network, answer)  # the gateway shows it
        (kept / f"{request}.key").unlink()
        done = network.run("attestation", answer["attestation"],
                           "--with-request")
        self.assertEqual(done.returncode, 1)
        self.assertIn("--record-key-file", done.stderr)
        done = network.run("route", "explain", request)
        self.assertEqual(done.returncode, 1)
        self.assertIn("--record-key-file", done.stderr)

    def test_the_ledger_is_shown_at_work(self):
        done = subprocess.run(
            [DEMO.parent / "show-ledger", SYNOD, self.network.data,
             "How much does the Krunner account cost per month?"],
            capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
        for words in ("before", "Proven:", "EQUAL BITS", "escrow"):
            self.assertIn(words, done.stdout)
        # What was paid is what was got, to the last unit.
        table = done.stdout.split("change\n")[1].split("\n(*)")[0]
        changes = [int(x) for x in re.findall(r" ([+-]\d+)$", table, re.M)]
        self.assertGreaterEqual(len(changes), 6, table)
        self.assertEqual(sum(changes), 0, table)
        self.assertRegex(table, r"\nsum +0$")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
