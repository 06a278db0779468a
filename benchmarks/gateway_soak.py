"""Mixed load for minutes: is the gateway's memory flat, and does it keep its descriptors?"""

import contextlib
import statistics
import sys
import time

import bench
import gateway_lanes as lanes

CLIENTS = 32
PAUSE_US = 8_000
WARM_SHARE, WARM_SECONDS_MIN, WARM_SECONDS_MAX = 0.25, 8, 120
GROWTH_MIB_MAX, GROWTH_SHARE_MAX = 3, 0.05
DESCRIPTORS_MORE_MAX = 8
# A cache that is still filling looks like a leak: as small as it can be, it is full before the measurement begins.
SETTINGS = ("database.sqlite.cache=1MiB", "log.file_bytes_max=64KiB", "log.files_max=2")
METHOD = f"""
{CLIENTS} clients with pauses do one thing after another, drawn by chance: replies of 1, 16 and 256 KiB requests, streams
to their end, streams and requests that they give up with a reset, requests that the upstream or the gateway refuses,
bodies and connections of rubbish; each answer must be the one that is due. The governed lane, all else as
`make bench-gateway` has it, with SQLite's cache at its least, so that it is full before the measurement. Samples are
taken every half second, after a warm-up. Memory: the highest of the last third beside the highest of the first third.
Descriptors: the medians of the same thirds.
"""


def sample(lane, generator, seconds):
    """[(resident MiB, descriptors)] until the generator ends."""
    samples, until = [], time.monotonic() + seconds
    while generator.poll() is None and time.monotonic() < until:
        samples.append((lane.resident_mib(), lane.descriptors()))
        time.sleep(0.5)
    return samples


def thirds(samples, place):
    values = [one[place] for one in samples]
    size = max(len(values) // 3, 1)
    return values[:size], values[-size:]


def run(lane, places, seconds, seed):
    arguments = ["--mode", "mixed", "--clients", CLIENTS, "--pause-us", PAUSE_US, "--seconds", seconds, "--seed", seed]
    generator = lane.start_load(places, *arguments)
    samples = sample(lane, generator, seconds + 60)
    said, complaint = generator.communicate(timeout=60)
    if generator.returncode != 0:
        print(complaint.strip(), file=sys.stderr)
        bench.fail("a reply was not the one that is due")
    return samples, bench.json.loads(said)


def judge(samples, figures):
    early, late = thirds(samples, 0)
    memory = max(early), max(late)
    early, late = thirds(samples, 1)
    descriptors = statistics.median(early), statistics.median(late)
    grown = memory[1] - memory[0]
    bar = max(GROWTH_MIB_MAX, GROWTH_SHARE_MAX * memory[0])
    return [
        ("things done", f"{figures['requests'] + figures['given_up']:,} ({figures['given_up']:,} given up, "
         f"{figures['frames']:,} frames, {figures['lost']} lost)", "0 lost", figures["lost"] == 0),
        ("kept connections that it closed", f"{figures['reconnects']}", "0", figures["reconnects"] == 0),
        ("resident memory, first and last third", f"{memory[0]:.1f} → {memory[1]:.1f} MiB",
         f"≤ {bar:.1f} MiB more", grown <= bar),
        ("descriptors, first and last third", f"{descriptors[0]:.0f} → {descriptors[1]:.0f}",
         f"≤ {DESCRIPTORS_MORE_MAX} more", descriptors[1] - descriptors[0] <= DESCRIPTORS_MORE_MAX),
    ]  # fmt: skip


def soak(minutes, writes_page):
    """The exit code."""
    seconds = minutes * 60
    warm = min(max(seconds * WARM_SHARE, WARM_SECONDS_MIN), WARM_SECONDS_MAX)
    places = lanes.Places(are_apart=False)
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(bench.scratch_folder())
        facts = bench.machine_facts(folder)
        stub = stack.enter_context(lanes.Stub(places))
        lane = lanes.swarmd(stack, folder, places, stub, "swarmd governed", lanes.GOVERNED, *SETTINGS)
        run(lane, places, warm, seed=1)
        samples, figures = run(lane, places, seconds, seed=2)
    rows = judge(samples, figures)
    if writes_page:
        title = f"Model gateway, {minutes:g} minutes of mixed load"
        body = f"{facts}\n\n{bench.table(rows)}\n{METHOD}"
        bench.write_section("gateway-soak", title, f"benchmarks/run-gateway --soak {minutes:g}", body)
    else:
        print(bench.table(rows))
    return 0 if all(met is not False for *_, met in rows) else 1
