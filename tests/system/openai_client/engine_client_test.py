#!/usr/bin/env python3
"""The official `openai` client for Node, unchanged, against a running swarm-engine.

engine_client_test.py SWARM_ENGINE MAKE_QWEN_MODEL FOLDER     FOLDER: where the client is installed, kept for the next time
Exit code 0: all passed; 77: skipped, and why; anything else: failed.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent))
import openai_client_test as client  # noqa: E402
from engine_process import TOKEN, Engine, make_model  # noqa: E402


def main():
    program, make, folder = (os.path.abspath(path) for path in sys.argv[1:4])
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            client.skip(f"there is no {tool}; scripts/install-packages test brings it")
    client.install(pathlib.Path(folder))
    test = shutil.copy(HERE / "engine_client.mjs", folder)  # beside node_modules, where imports are looked up
    with tempfile.TemporaryDirectory(prefix="engine-client-") as scratch:
        model = make_model(make, pathlib.Path(scratch) / "tiny.gguf")
        with Engine(program, model, "--context", "512") as engine:
            environment = {**os.environ, "ENGINE_URL": f"http://{engine.ready['http']}/v1", "ENGINE_KEY": TOKEN}
            command = ["node", "--test", "--test-reporter=spec", test]
            sys.exit(subprocess.run(command, cwd=folder, env=environment, timeout=client.RUN_S).returncode)


if __name__ == "__main__":
    main()
