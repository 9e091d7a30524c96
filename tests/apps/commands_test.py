#!/usr/bin/env python3
"""The commands that need no running network.

    commands_test.py SYNOD MODEL.gguf [TEST ...]
"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

from network import topology

SYNOD, MODEL = sys.argv[1:3]


class CommandTest(unittest.TestCase):
    def run_synod(self, *words):
        return subprocess.run([SYNOD, *map(str, words)], text=True,
                              capture_output=True, timeout=60, check=False)

    def test_keys(self):
        """Keys are made once; the secret is private and never printed."""
        with tempfile.TemporaryDirectory() as data:
            made = self.run_synod("keys", "new", "alpha", "--data", data)
            self.assertEqual(made.returncode, 0, made.stderr)
            secret = pathlib.Path(data) / "keys" / "alpha.secret"
            self.assertEqual(secret.stat().st_mode & 0o777, 0o600)
            self.assertNotIn(secret.read_text().strip(),
                             made.stdout + made.stderr)
            public = secret.with_suffix(".public").read_text()
            self.assertEqual(made.stdout, public)
            again = self.run_synod("keys", "new", "alpha", "--data", data)
            self.assertEqual(again.returncode, 1)
            self.assertIn("exists already", again.stderr)
            self.assertEqual(public,
                             secret.with_suffix(".public").read_text())

    def test_check(self):
        """Faults tell place, key and the nearest known one; exit says so."""
        with tempfile.TemporaryDirectory() as folder:
            good = pathlib.Path(folder) / "good.toml"
            good.write_text(topology(MODEL))
            self.assertEqual(self.run_synod("check", good).returncode, 0)
            bad = pathlib.Path(folder) / "bad.toml"
            bad.write_text(topology(MODEL).replace("kv_positions",
                                                   "kv_position", 1))
            result = self.run_synod("check", bad)
            self.assertEqual(result.returncode, 1)
            self.assertEqual(result.stdout, "")
            self.assertIn(f'{bad}:14:3: node.actor.kv_position: unknown key; '
                          'did you mean "kv_positions"?', result.stderr)
            bad.write_text(topology(MODEL).replace("2-4", "2-3"))
            self.assertIn("no shard_worker runs block 4",
                          self.run_synod("check", bad).stderr)

    def test_wrong_words(self):
        """What is wrong with the words goes to standard error; exit 2."""
        for words, fault in (
                (["statu"], "synod: there is no command statu; did you mean "
                            "status?\nSee `synod --help`."),
                (["xyzzy"], "synod: there is no command xyzzy\n"),
                (["chain", "blok"], "synod chain: there is no command blok; "
                                    "did you mean block?"),
                (["ask", "Why?", "--sead", "1"],
                 "synod ask: there is no option --sead; did you mean --seed?"),
                (["ask"], "synod ask: question is required\nSee `synod ask "
                          "--help`."),
                (["ask", "Why?", "how?\x1b[2J"],
                 "synod ask: nothing is expected at how??[2J\n"),
                (["ask", " "], "synod ask: question: it is empty\n"),
                (["ask", "Why?", "--seed", "x"], "--seed")):
            result = self.run_synod(*words)
            self.assertEqual(result.returncode, 2, result.stderr)
            self.assertEqual(result.stdout, "")
            self.assertIn(fault, result.stderr)
        shown = self.run_synod("ask", "--help")
        self.assertEqual((shown.returncode, shown.stderr), (0, ""))

    def test_shipped_topologies(self):
        """The topologies of apps/demo are sound."""
        demo = pathlib.Path(__file__).resolve().parents[2] / "apps" / "demo"
        files = sorted(demo.glob("*.toml"))
        self.assertEqual([x.name for x in files],
                         ["demo.toml", "one-process.toml",
                          "three-machines.toml"])
        for file in files:
            result = self.run_synod("check", file)
            self.assertEqual(result.returncode, 0, result.stderr)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
