#!/usr/bin/env python3
"""The commands up, node, status and down on real processes.

    network_test.py SYNOD MODEL.gguf [TEST ...]
"""

import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
import urllib.error

from network import Network, eventually, one_process, runs, topology

SYNOD, MODEL = sys.argv[1:3]
NODES = ["1a", "1b", "2a", "2b", "front"]


class NetworkTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="synod-network-")
        self.addCleanup(self.folder.cleanup)

    def network(self, name="one", **options):
        network = Network(SYNOD, pathlib.Path(self.folder.name) / name,
                          topology(MODEL, **options))
        self.addCleanup(network.run, "down")
        return network

    def test_up_status_down(self):
        """A network starts, tells what runs, answers, and stops."""
        network = self.network().up()
        status = eventually("all nodes are up",
                            lambda: network.all_up() and network.status())
        self.assertEqual([x["name"] for x in status["nodes"]], NODES)
        self.assertEqual(status["url"], network.url())
        for node in status["nodes"]:
            self.assertTrue(runs(node["pid"]))
        self.assertEqual([x["role"] for x in status["nodes"][4]["actors"]],
                         ["coordinator", "gateway"])
        self.assertEqual(status["nodes"][0]["actors"][0]["role"],
                         "shard_worker")
        self.assertTrue(network.complete())
        pids = network.pids() + [network.supervisor()]
        self.assertEqual(network.run("down").returncode, 0)
        self.assertFalse([x for x in pids if runs(x)])
        for command in ("down", "status"):
            result = network.run(command)
            self.assertEqual(result.returncode, 1)
            self.assertIn("no network runs in", result.stderr)
            self.assertEqual(result.stdout, "")

    def test_killed_nodes_come_back(self):
        """Every node that is killed is started again and found again."""
        network = self.network().up()
        eventually("all nodes are up", network.all_up)
        before = network.complete()
        for name in NODES:
            old = network.kill(name)
            eventually(f"{name} is up with a new pid",
                       lambda: network.node(name)["pid"] not in (0, old)
                       and network.all_up())
            self.assertEqual(network.node(name)["restarts"], 1)
        self.assertEqual(network.complete(), before)

    def test_failover(self):
        """A worker killed or stopped in mid-sentence changes no token."""
        network = self.network().up()
        eventually("all nodes are up", network.all_up)
        undisturbed = network.complete(tokens=400)
        for number in (signal.SIGKILL, signal.SIGSTOP):
            # Until it hits: the last token may have come before the signal.
            before = network.further_attempts()
            while network.further_attempts() == before:
                pids = {x["name"]: x["pid"] for x in network.status()["nodes"]}
                stopped = []

                def disturb(count):
                    if count == 20:
                        stopped.append(pids[network.last_route()[0]])
                        os.kill(stopped[0], number)

                text = network.complete(tokens=400, on_token=disturb)
                self.assertEqual(text, undisturbed)
                if number == signal.SIGSTOP:
                    os.kill(stopped[0], signal.SIGCONT)
                eventually("all nodes are up again", network.all_up)

    def test_logs_stay_bounded(self):
        """A log that has grown too long moves aside while its node runs."""
        network = self.network().up()
        eventually("all nodes are up", network.all_up)
        log = network.data / "logs" / "1a.log"
        with log.open("a") as out:
            out.write("a long line\n" * (17 << 20 >> 3))
        eventually("the log is short again",
                   lambda: log.stat().st_size < 1 << 20)
        self.assertGreater(log.with_name("1a.log.1").stat().st_size, 17 << 20)
        network.kill("1b")
        eventually("the node goes on in it",
                   lambda: "1b is down" in network.log("1a"))

    def test_supervisor_killed(self):
        """Nodes die with their supervisor, and the next start finds room."""
        network = self.network().up()
        pids, supervisor = network.pids(), network.supervisor()
        os.kill(supervisor, signal.SIGKILL)
        eventually("all nodes are gone",
                   lambda: not [x for x in pids if runs(x)])
        # A node may look dead while its last thread still holds its lock.
        eventually("nothing is left to stop",
                   lambda: network.run("down").returncode == 1)
        network.up()
        eventually("all nodes are up", network.all_up)

    def test_stopped_nodes_do_not_hold_up_down(self):
        """A node that hears no signal is said to be silent, and killed."""
        network = self.network().up()
        eventually("all nodes are up", network.all_up)
        pids = network.pids()
        for name in ("1a", "2b"):
            network.kill(name, signal.SIGSTOP)
        for name in ("1a", "2b"):
            eventually(f"{name} is silent",
                       lambda: network.node(name)["state"] == "silent")
        self.assertEqual(network.node("1b")["state"], "up")
        self.assertEqual(network.run("down").returncode, 0)
        self.assertFalse([x for x in pids if runs(x)])

    def test_one_network_per_folder(self):
        """A folder in use is refused; another folder serves side by side."""
        one, two = self.network("one").up(), self.network("two")
        for words in (["up", one.file], ["up", one.file, "--detach"]):
            result = one.run(*words)
            self.assertEqual(result.returncode, 1)
            self.assertIn("a network runs already in", result.stderr)
        two.up()
        self.assertNotEqual(one.url(), two.url())
        self.assertFalse(set(one.pids()) & set(two.pids()))
        self.assertEqual(two.run("down").returncode, 0)
        self.assertTrue(one.complete())

    def test_taken_port(self):
        """A port that is taken is one clear line, and nothing stays behind."""
        with socket.create_server(("127.0.0.1", 0)) as taken:
            listen = "127.0.0.1:%d" % taken.getsockname()[1]
            network = self.network(listen=listen)
            result = network.run("up", network.file, "--detach")
        self.assertEqual(result.returncode, 1)
        self.assertIn(f"cannot listen on {listen}", result.stderr)
        self.assertEqual(network.run("status").returncode, 1)

    def test_any_port_if_taken(self):
        """Where the topology allows it, a free port serves instead."""
        with socket.create_server(("127.0.0.1", 0)) as taken:
            listen = "127.0.0.1:%d" % taken.getsockname()[1]
            with self.network(listen=listen, keys='if_taken = "any"') as net:
                self.assertNotIn(listen, net.up().url())
                self.assertTrue(net.complete(tokens=4))

    def test_interrupt(self):
        """Ctrl-C in front stops everything and is a success."""
        network = self.network()
        front = network.start("up", network.file)
        eventually("the gateway answers",
                   lambda: (network.data / "gateway.url").exists())
        pids = network.pids()
        front.send_signal(signal.SIGINT)
        out, err = front.communicate(timeout=60)
        self.assertEqual(front.returncode, 0, out + err)
        self.assertFalse([x for x in pids if runs(x)])
        self.assertIn("started front (pid ", out)

    def test_nodes_alone(self):
        """Nodes started one by one, the last first, find each other."""
        network = self.network()
        for name in NODES:
            self.assertEqual(network.run("keys", "new", name).returncode, 0)
        nodes = {}
        for name in reversed(NODES):
            nodes[name] = network.start("node", network.file, name)
        eventually("the gateway answers",
                   lambda: (network.data / "gateway.url").exists())
        eventually("all nodes are up", network.all_up)
        text = network.complete()
        for name in ("1a", "1b"):  # they come back at another port
            nodes[name].terminate()
            self.assertEqual(nodes[name].wait(60), 0)
            nodes[name].communicate()
            nodes[name] = network.start("node", network.file, name)
        eventually("the new workers answer", network.all_up)
        self.assertEqual(network.complete(), text)
        twice = network.run("node", network.file, "1a")
        self.assertEqual(twice.returncode, 78)
        self.assertIn("node 1a runs already", twice.stderr)
        self.assertEqual(network.run("down").returncode, 0)
        for process in nodes.values():
            process.communicate(timeout=60)
            self.assertEqual(process.returncode, 0)

    def test_api_keys(self):
        """Where keys are asked for, the user's own commands have one."""
        keys = pathlib.Path(self.folder.name) / "keys.txt"
        keys.write_text("# ours\nsesame\n")
        network = self.network(keys=f'api_keys_file = "{keys}"').up()
        eventually("all nodes are up", network.all_up)
        with self.assertRaises(urllib.error.HTTPError) as refused:
            network.complete()
        self.assertEqual(refused.exception.code, 401)
        self.assertTrue(network.complete(key="sesame"))

    def test_plaintext(self):
        """A network without keys says so loudly, and works."""
        text = topology(MODEL).replace('name = "test"', 'name = "test"\n'
                                       'security = "plaintext"')
        network = Network(SYNOD, self.folder.name, text)
        self.addCleanup(network.run, "down")
        result = network.run("up", network.file, "--detach")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("WARNING", result.stderr)
        eventually("all nodes are up", network.all_up)
        self.assertTrue(network.complete())
        self.assertEqual(list((network.data / "keys").iterdir()), [])

    def test_one_process(self):
        """The same actors in one process give the same tokens."""
        many = self.network().up()
        eventually("all nodes are up", many.all_up)
        one = Network(SYNOD, pathlib.Path(self.folder.name) / "alone",
                      one_process(MODEL))
        self.addCleanup(one.run, "down")
        one.up()
        self.assertEqual([x["role"] for x in one.node("all")["actors"]],
                         ["shard_worker", "shard_worker", "coordinator",
                          "gateway"])
        self.assertEqual(one.complete(), many.complete())

    def test_bad_model(self):
        """A model that is none is named, and the node is not tried again."""
        bad = pathlib.Path(self.folder.name) / "bad.gguf"
        bad.write_bytes(b"GGUF but not really")
        network = Network(SYNOD, self.folder.name, topology(bad))
        result = network.run("up", network.file, "--detach")
        self.assertEqual(result.returncode, 1)
        self.assertIn("bad.gguf", result.stderr)
        self.assertEqual(network.run("status").returncode, 1)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
