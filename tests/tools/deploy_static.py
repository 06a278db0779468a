#!/usr/bin/env python3
"""Checks what operators install as far as that is possible without installing it.

What cannot run on this machine is printed as "not run: …" and counts for nothing.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
UNIT = "deploy/systemd/swarmd.service"
DOCKERFILE = "deploy/docker/Dockerfile"
WORKFLOW = ".github/workflows/swarm-ci.yaml"
EXPOSURE_MAX = 2.5  # systemd's own score: 0 is walled in, 10 is open

DIRECTIVES = {
    "DynamicUser": "yes", "StateDirectory": "swarmkeeper", "ProtectSystem": "strict", "ProtectHome": "yes",
    "NoNewPrivileges": "yes", "PrivateTmp": "yes", "CapabilityBoundingSet": "", "Restart": "on-failure",
    "ExecReload": "/bin/kill -HUP $MAINPID", "TimeoutStopSec": None, "LimitNOFILE": None, "MemoryMax": None, "WantedBy": None,
    "KillMode": "mixed",
}  # fmt: skip
INSTRUCTIONS = set("ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL RUN SHELL STOPSIGNAL USER VOLUME WORKDIR".split())

failures = []


def expect(holds, sentence):
    if not holds:
        failures.append(sentence)
        print(f"FAILED: {sentence}")


def not_run(what, why):
    print(f"not run: {what}: {why}")


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def run(*command):
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.returncode, done.stdout.strip()


# --- systemd ---------------------------------------------------------------------------------------------------------


def directives(text):
    lines = (line for line in text.splitlines() if line and line[0] not in "#;[")
    return {name: value for name, _, value in (line.partition("=") for line in lines)}


def check_unit(text):
    said = directives(text)
    for name, value in DIRECTIVES.items():
        expect(name in said, f"{UNIT} has no {name}=")
        expect(value is None or said.get(name) == value, f"{UNIT}: {name}={said.get(name)}, {value!r} expected")
    expect("--data /var/lib/swarmkeeper" in said.get("ExecStart", ""), f"{UNIT}: the data folder is not the StateDirectory")


def check_unit_with_systemd(text):
    if not shutil.which("systemd-analyze"):
        return not_run("systemd-analyze verify", "systemd-analyze is not installed")
    with tempfile.TemporaryDirectory() as folder:
        unit = os.path.join(folder, "swarmd.service")
        with open(unit, "w", encoding="utf-8") as file:  # the program need not be installed for this
            file.write(text.replace("/usr/local/bin/swarmd", shutil.which("true")))
        code, said = run("systemd-analyze", "verify", "--man=no", unit)
        expect(code == 0 and "swarmd.service" not in said, f"systemd-analyze verify {UNIT}: {said}")
        code, said = run("systemd-analyze", "security", "--offline=yes", f"--threshold={int(EXPOSURE_MAX * 10)}", unit)
        expect(code == 0, f"systemd-analyze security {UNIT}: exposed more than {EXPOSURE_MAX}: {said[-300:]}")
    not_run("systemctl start swarmd", "would install a service on this machine")


# --- Docker ----------------------------------------------------------------------------------------------------------


def instructions(text):
    joined = re.sub(r"\\\n", " ", "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#")))
    return [(line.split(None, 1) + [""])[:2] for line in joined.splitlines() if line.strip()]


def check_dockerfile(listed):
    names = [name for name, _ in listed]
    expect(set(names) <= INSTRUCTIONS, f"{DOCKERFILE}: unknown instructions {sorted(set(names) - INSTRUCTIONS)}")
    expect(names[:1] == ["FROM"] and names.count("FROM") >= 2, f"{DOCKERFILE}: not built in several stages")
    for name in ("HEALTHCHECK", "VOLUME", "ENTRYPOINT", "USER"):
        expect(name in names[last_stage(names) :], f"{DOCKERFILE}: the last stage has no {name}")
    users = [value for name, value in listed[last_stage(names) :] if name == "USER"]
    expect(users and users[-1].split(":")[0] not in ("root", "0"), f"{DOCKERFILE}: runs as root")
    expect(("EXPOSE", "3000 3001") in [tuple(pair) for pair in listed], f"{DOCKERFILE}: ports 3000 and 3001 are not exposed")
    health = next((value for name, value in listed if name == "HEALTHCHECK"), "")
    expect("swarmctl" in health and "health" in health, f"{DOCKERFILE}: HEALTHCHECK does not ask swarmctl health")


def last_stage(names):
    return len(names) - 1 - names[::-1].index("FROM")


def check_copies(listed):
    stages = {value.split(" AS ")[1] for name, value in listed if name == "FROM" and " AS " in value}
    for value in (value for name, value in listed if name == "COPY"):
        stage = re.match(r"--from=(\S+)", value)
        if stage:
            expect(stage.group(1) in stages, f"{DOCKERFILE}: copies from {stage.group(1)}, which is no stage")
            continue
        for source in value.split()[:-1]:
            expect(os.path.exists(os.path.join(ROOT, source)), f"{DOCKERFILE}: copies {source}, which is not there")


def check_runtime_packages(text):
    """Every shared library that the programs need comes from a package that the image installs."""
    installed = with_dependencies(set(re.findall(r"\blib[a-z0-9.+-]+", text)) | {"libc6", "libstdc++6", "libgcc-s1"})
    for program in ("swarmd", "swarmctl"):
        path = os.path.join(ROOT, "build/release/bin", program)
        if not os.path.exists(path):
            not_run(f"libraries of {program} in the image", "it is not built")
            continue
        for library in re.findall(r"=> (/\S+)", run("ldd", path)[1]):
            package = owner_of(library)
            expect(package in installed, f"{DOCKERFILE}: {program} needs {library} ({package}), which the image does not install")


def owner_of(library):
    path = os.path.realpath(library)
    for name in (path, path.removeprefix("/usr")):  # some packages still list /lib, which is a link
        code, said = run("dpkg-query", "-S", name)
        if code == 0:
            return said.split(":")[0]
    return "no package"


def with_dependencies(packages):
    listed = (line.partition("\t") for line in run("dpkg-query", "-W", "-f", "${Package}\t${Depends}\n")[1].splitlines())
    depends = {name: set(re.findall(r"(?:^|[,|])\s*([a-z0-9.+-]+)", text)) for name, _, text in listed}
    found, waiting = set(), list(packages)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(depends.get(name, ()))
    return found


def check_settings():
    program = os.path.join(ROOT, "build/release/bin/swarmd")
    if not os.path.exists(program):
        return not_run("swarmd --check-config deploy/docker/swarm.yaml", "swarmd is not built")
    code, said = run(program, "--config", "deploy/docker/swarm.yaml", "--check-config")
    expect(code == 0, f"deploy/docker/swarm.yaml: {said}")


# --- The workflow ----------------------------------------------------------------------------------------------------


def check_workflow():
    try:
        import yaml
    except ImportError:
        return not_run(f"parsing {WORKFLOW}", "python has no yaml module")
    flow = yaml.safe_load(read(WORKFLOW))
    jobs = flow["jobs"]
    triggers = flow[True]  # YAML 1.1 reads the key `on` as true
    expect("pull_request" in triggers and triggers["push"]["branches"] == ["main"], f"{WORKFLOW}: wrong triggers")
    expect(set(jobs["summary"]["needs"]) == set(jobs) - {"summary"}, f"{WORKFLOW}: the summary does not need every job")
    expect(jobs["summary"]["if"] == "always()", f"{WORKFLOW}: the summary is not always written")
    expect(any(step.get("run") == ".ci/run" for step in jobs["tests"]["steps"]), f"{WORKFLOW}: does not call .ci/run")
    not_run(WORKFLOW, "GitHub runs it")


def main():
    unit, dockerfile = read(UNIT), read(DOCKERFILE)
    check_unit(unit)
    check_unit_with_systemd(unit)
    listed = instructions(dockerfile)
    check_dockerfile(listed)
    check_copies(listed)
    check_runtime_packages(dockerfile)
    check_settings()
    not_run("docker build", "it needs a network and a Docker daemon")
    check_workflow()
    print(f"deploy_static: {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
