#!/usr/bin/env python3
"""Every example in deploy/providers is a configuration that swarmd takes, alone and all together; a damaged one it refuses.

provider_examples_test.py SWARMD
"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "deploy" / "providers").glob("*.yaml"))
SWARMD = ""


def check(text):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "swarm.yaml"
        file.write_text(text)
        command = [SWARMD, "--check-config", "--config", str(file), "--data", folder]
        return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


class ProviderExamples(unittest.TestCase):
    def test_each_is_taken(self):
        self.assertGreaterEqual(len(EXAMPLES), 7)
        for example in EXAMPLES:
            with self.subTest(example.name):
                done = check(example.read_text())
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_all_are_taken_together(self):
        texts = [example.read_text() for example in EXAMPLES]
        together = "providers:\n" + "".join(text[text.index("\n", text.index("providers:")) + 1 :] for text in texts)
        done = check(together)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_cloud_provider_without_prices_is_refused(self):
        text = (ROOT / "deploy" / "providers" / "mistral.yaml").read_text()
        damaged = "".join(line + "\n" for line in text.splitlines() if "dollars_per_million_input" not in line)
        done = check(damaged)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("dollars_per_million_input_tokens", done.stdout + done.stderr)


if __name__ == "__main__":
    SWARMD = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
