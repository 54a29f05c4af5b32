"""Timing several engines in turns, so that their ratio comes from the same minutes."""

import math
import time

import numpy as np

# Calls from LONG_CALL nanoseconds on are timed by the processor time of this process: on a shared machine others take the
# core now and then, which makes long calls look longer and short ones hardly. No engine ever waits.
LONG_CALL = 20_000
# Nanoseconds. The clock on the wall costs some 25; that of the process is a call of the system, which costs some 600 and
# part of what lies in the caches: one for each call had added 5 us to 21.
SHORTEST_SAMPLE = {time.CLOCK_MONOTONIC: 2000, time.CLOCK_PROCESS_CPUTIME_ID: 400_000}


class Series:
    """The times of one engine: nanoseconds of a call, one number for each sample of `calls` calls."""

    def __init__(self, runner, estimate, seconds, fewest, most, blocks):
        self.runner = runner
        # Several threads spend the processor time of several.
        is_wall = estimate < LONG_CALL or getattr(runner, "is_timed_by_wall", False)
        self.clock = time.CLOCK_MONOTONIC if is_wall else time.CLOCK_PROCESS_CPUTIME_ID
        self.calls = max(1, math.ceil(SHORTEST_SAMPLE[self.clock] / estimate))
        samples = int(min(most, max(fewest, seconds * 1e9 / (estimate * self.calls))))
        self.in_block = max(1, math.ceil(samples / blocks))
        self.times = []

    def run_block(self):
        # What the engine before it left in the caches is not this engine's time.
        self.runner.time(self.calls, min(20, max(1, self.in_block // 10)), self.clock)
        self.times.append(self.runner.time(self.calls, self.in_block, self.clock) / self.calls)

    def summary(self):
        times = np.concatenate(self.times)
        result = {"median": float(np.median(times)), "minimum": float(times.min()), "samples": len(times),
                  "calls_per_sample": self.calls,
                  "clock": "processor" if self.clock == time.CLOCK_PROCESS_CPUTIME_ID else "wall"}
        # A percentile of fewer samples than it leaves out ten of would be their maximum.
        for name, share in (("p99", 0.99), ("p99_9", 0.999)):
            result[name] = float(np.quantile(times, share)) if len(times) * (1 - share) >= 1 else None
        return result


def estimate(runner, seconds):
    """Nanoseconds of a call, after warming up for about so many seconds."""
    shortest, calls, end = math.inf, 1, time.perf_counter() + seconds
    while True:
        shortest = min(shortest, int(runner.time(calls, 1, time.CLOCK_MONOTONIC)[0]) / calls)
        if time.perf_counter() > end:
            return max(shortest, 1)
        if shortest * calls < 1e5:
            calls *= 2


def measure(runners, with_tails, is_large, is_quick):
    """Summaries by name. `runners` by name; of `with_tails` the slowest thousandth is wanted too."""
    warm, seconds, blocks = (0.0, 6, 3) if is_large else (0.03, 0.25, 8) if is_quick else (0.1, 0.8, 10)
    series = {}
    for name, runner in runners.items():
        fewest, most = (5, 30) if is_large else (200 if is_quick or name not in with_tails else 1000, 20_000)
        series[name] = Series(runner, estimate(runner, warm), seconds, fewest, most, blocks)
    for _ in range(blocks):
        for one in series.values():
            one.run_block()
    return {name: one.summary() for name, one in series.items()}
