"""The hub of the three hosts: a bridge of the kernel's, or, to make the wire
slow and lossy where the kernel has no netem, a relay."""

import heapq
import random
import select
import socket
import subprocess
import sys
import time

SOL_PACKET, PACKET_VNET_HDR, PACKET_OUTGOING = 263, 15, 4
FRAME_BYTES_MAX = 1 << 17


def relay(names, delay_s, jitter_s, loss):
    """Carries every frame from each port to all others, late or never. The
    headers that travel along keep unfinished checksums and segments whole."""
    ports = []
    for name in names:
        port = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        port.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
        port.bind((name, 0))
        port.setblocking(False)
        ports.append(port)
    chance = random.Random(7)
    under_way, serial = [], 0
    print("ready", flush=True)
    while True:
        now = time.monotonic()
        while under_way and under_way[0][0] <= now:
            _, _, source, frame = heapq.heappop(under_way)
            for port in ports:
                if port is not source:
                    try:
                        port.send(frame)
                    except OSError:
                        pass  # unplugged
        wait = max(under_way[0][0] - now, 0) if under_way else None
        for source in select.select(ports, [], [], wait)[0]:
            try:
                frame, where = source.recvfrom(FRAME_BYTES_MAX)
            except OSError:
                continue
            if where[2] == PACKET_OUTGOING or chance.random() < loss:
                continue
            serial += 1
            due = time.monotonic() + delay_s + chance.random() * jitter_s
            heapq.heappush(under_way, (due, serial, source, frame))


class Hub:
    """Joins the ports of the hub's namespace, one way or the other."""

    def __init__(self, namespace, ports):
        self.namespace, self.ports = namespace, ports
        self.relaying = None

    def ip(self, *words):
        subprocess.run(["ip", "-n", self.namespace, *words], check=True)

    def bridge(self):
        self.ip("link", "add", "dev", "br0", "type", "bridge")
        for port in self.ports:
            self.ip("link", "set", "dev", port, "master", "br0")
        self.ip("link", "set", "dev", "br0", "up")

    def unplug(self, port):
        self.ip("link", "set", "dev", port, "down")

    def plug_in(self, port):
        self.ip("link", "set", "dev", port, "up")

    def worsen(self, delay_ms, jitter_ms, loss_percent):
        """Makes every port late and lossy. Returns how."""
        netem = ["netem", "delay", f"{delay_ms}ms", f"{jitter_ms}ms", "loss",
                 f"{loss_percent}%"]
        for port in self.ports:
            done = subprocess.run(["tc", "-n", self.namespace, "qdisc", "add",
                                   "dev", port, "root", *netem],
                                  capture_output=True, check=False)
            if done.returncode != 0:
                self._relay(delay_ms, jitter_ms, loss_percent)
                return "a relay, for this kernel has no netem"
        return "tc netem"

    def _relay(self, delay_ms, jitter_ms, loss_percent):
        self.ip("link", "del", "dev", "br0")
        figures = [delay_ms / 1000, jitter_ms / 1000, loss_percent / 100]
        self.relaying = subprocess.Popen(
            ["ip", "netns", "exec", self.namespace, sys.executable, __file__,
             ",".join(self.ports), *map(str, figures)], stdout=subprocess.PIPE)
        assert self.relaying.stdout.readline() == b"ready\n"

    def close(self):
        if self.relaying:
            self.relaying.kill()
            self.relaying.wait()


if __name__ == "__main__":
    relay(sys.argv[1].split(","), *map(float, sys.argv[2:5]))
