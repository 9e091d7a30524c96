"""Runs in the namespace of the host alpha; see `run`."""

import json
import pathlib
import re
import subprocess
import sys
import time
import urllib.error

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "apps"))

from hub import Hub  # noqa: E402
from network import Network, eventually  # noqa: E402

SYNOD, PREFIX, FOLDER = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
HOSTS = ["alpha", "beta", "gamma"]
NODES = {x: [x, f"{x}-2"] for x in HOSTS}
TOKENS = 400


def say(text):
    print(f"netns: {text}", flush=True)


def synod(*words):
    """What the program prints; it must succeed."""
    return subprocess.run([SYNOD, *map(str, words)], check=True,
                          capture_output=True, text=True).stdout


class Hosts:
    """Three hosts with a data folder each; alpha has the front."""

    def __init__(self):
        self.folders = {x: FOLDER / x for x in HOSTS}
        self.file = FOLDER / "three-machines.toml"
        self.file.write_text(self.topology())
        self.found_chain()
        self.front = Network(SYNOD, FOLDER / "front", "")
        self.front.data = self.folders["alpha"]
        self.nodes = {}

    def topology(self):
        """The shipped file with keys of these hosts, and the small model where
        the demo's is not there."""
        text = (ROOT / "apps" / "demo" / "three-machines.toml").read_text()
        for host in HOSTS:
            for node in NODES[host]:
                made = synod("keys", "new", node, "--data", self.folders[host])
                text = re.sub(f"(name = \"{node}\"\n.*\npublic_key = )'.*'",
                              lambda x: f"{x[1]}'{made.strip()}'", text)
        model = ROOT / "apps" / "demo" / "model" / "reader.gguf"
        self.model = "reader"
        if not model.exists():
            model = next(iter(ROOT.glob("build/*/tests/tools/stories260K.gguf")))
            text = text.replace("0-2", "0-1").replace("3-5", "2-4")
        text = text.replace("model/reader.gguf", str(model))
        return text.replace("corpora/", str(ROOT / "apps/demo/corpora") + "/")

    def found_chain(self):
        """Every host makes its own keys; only the parts travel."""
        parts = []
        for host in HOSTS:
            for node in NODES[host]:
                parts.append(FOLDER / f"{node}.part")
                parts[-1].write_text(synod("genesis", "keys", self.file, node,
                                           "--data", self.folders[host]))
        draft = FOLDER / "draft.toml"
        draft.write_text(synod("genesis", "draft", self.file, *parts, "--data",
                               self.folders["alpha"]))
        genesis = synod("genesis", "new", draft)
        for host in HOSTS:
            (self.folders[host] / "genesis.json").write_text(genesis)

    def paid_workers(self):
        """Those that stand on the ledger, by the front."""
        listed = synod("chain", "workers", "--data", self.folders["alpha"])
        return len(listed.splitlines())

    def prove(self):
        """An answer's proof holds by what beta alone trusts."""
        told = json.loads(synod("ask", "hello", "--final", "--json", "--data",
                                self.folders["alpha"]))
        proof = FOLDER / "proof.json"
        proof.write_text(synod("attestation", told["attestation"], "--data",
                               self.folders["alpha"]))
        synod("verify", proof, "--trust",
              self.folders["beta"] / "genesis.json")

    def start(self, host):
        for node in NODES[host]:
            self.start_node(host, node)

    def start_node(self, host, node):
        log = (FOLDER / f"{node}.log").open("a")
        self.nodes[node] = subprocess.Popen(
            ["ip", "netns", "exec", f"{PREFIX}-{host}", SYNOD, "node",
             str(self.file), node, "--data", str(self.folders[host])],
            stdout=log, stderr=log)

    def stop(self, host):
        for node in NODES[host]:
            self.nodes[node].terminate()
        for node in NODES[host]:
            assert self.nodes[node].wait(30) == 0, f"{node} ended badly"

    def up(self):
        """The hosts that the front sees."""
        up = {x["name"] for x in self.front.status()["nodes"]
              if x["state"] == "up"}
        return [x for x in HOSTS if up.issuperset(NODES[x])]

    def routes(self):
        """Every attempt so far: the hosts of its workers."""
        log = (FOLDER / "alpha.log").read_text()
        return [[re.split("-2|/", hop)[0] for hop in route.split(" > ")]
                for route in re.findall(r": attempt \d+ on (.*)", log)]

    def cut(self, here, there):
        """Lets nothing that `here` sends reach `there`; `mend` undoes it."""
        route = ["route", "add", "blackhole", self.address(there)]
        subprocess.run(["ip", "-n", f"{PREFIX}-{here}", *route], check=True)

    def mend(self, here, there):
        route = ["route", "del", "blackhole", self.address(there)]
        subprocess.run(["ip", "-n", f"{PREFIX}-{here}", *route], check=True)

    @staticmethod
    def address(host):
        return f"10.77.0.{HOSTS.index(host) + 1}/32"

    def generate(self, disturb=None, at=20):
        """Returns a seeded text; calls `disturb` after some tokens of it."""
        times = [time.monotonic()]

        def on_token(count):
            times.append(time.monotonic())
            if disturb and count == at:
                disturb()

        text = self.front.complete(tokens=TOKENS, on_token=on_token,
                                   model=self.model)
        gap = max(b - a for a, b in zip(times, times[1:]))
        say(f"  {TOKENS} tokens in {times[-1] - times[0]:.2f} s, "
            f"the longest wait {gap:.2f} s")
        return text


def everybody(hosts):
    eventually("the front sees every host", lambda: hosts.up() == HOSTS)


def unplug_in_mid_generation(hosts, hub, undisturbed):
    """Until it hits: the last token may have come before the plug was out."""
    attempts = 1
    while attempts == 1:
        before = len(hosts.routes())
        unplugged = []

        def unplug():
            unplugged.append(hosts.routes()[-1][0])
            hub.unplug(unplugged[0])

        assert hosts.generate(unplug) == undisturbed
        attempts = len(hosts.routes()) - before
        eventually("the front misses the host",
                   lambda: unplugged[0] not in hosts.up())
        hub.plug_in(unplugged[0])
        everybody(hosts)
    say(f"{unplugged[0]} unplugged in mid-generation, plugged in again: ok")


def main():
    hub = Hub(f"{PREFIX}-hub", HOSTS)
    hub.bridge()
    hosts = Hosts()

    hosts.start("alpha")
    hosts.start("gamma")
    eventually("the front sees gamma",
               lambda: (hosts.folders["alpha"] / "gateway.url").exists()
               and hosts.up() == ["alpha", "gamma"])
    say("a host that is down when the others start: ok")
    hosts.start("beta")
    everybody(hosts)
    say("and is found when it comes: ok")

    eventually("every worker stands on the ledger",
               lambda: hosts.paid_workers() == 4)
    hosts.prove()
    say("a chain of keys that never met; an answer paid and proven: ok")

    undisturbed = hosts.generate()
    assert hosts.generate() == undisturbed
    for _ in range(2):
        unplug_in_mid_generation(hosts, hub, undisturbed)

    hosts.cut("beta", "gamma")
    hosts.cut("gamma", "beta")
    assert hosts.generate() == undisturbed
    hosts.mend("beta", "gamma")
    hosts.mend("gamma", "beta")
    say("beta and gamma cut from each other, both seen by the front: ok")

    hosts.stop("beta")
    assert hosts.generate() == undisturbed
    hosts.start("beta")
    everybody(hosts)
    say("a host that restarts: ok")

    how = hub.worsen(delay_ms=10, jitter_ms=5, loss_percent=1)
    everybody(hosts)
    assert hosts.generate() == undisturbed
    say(f"10 to 15 ms late and 1 % lost, each way ({how}): ok")

    for host in HOSTS:
        hosts.stop(host)
    hub.close()
    say("all passed")


if __name__ == "__main__":
    try:
        main()
    except (AssertionError, urllib.error.URLError) as error:
        for log in sorted(FOLDER.glob("*.log")):
            print(f"== {log.name}", *log.read_text().splitlines()[-25:],
                  sep="\n")
        sys.exit(f"netns: failed: {error!r}")
