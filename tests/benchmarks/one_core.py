"""Import this first: it starts the program again such that every library computes on one core, always the same."""

import os
import platform
import sys
from pathlib import Path

ONE_CORE = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")}
ONE_CORE |= {"XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1", "JAX_PLATFORMS": "cpu"}
ONE_CORE |= {"TQDM_DISABLE": "1"}  # no progress bar in the table

if any(os.environ.get(name) != value for name, value in ONE_CORE.items()):
    # The libraries read these when they are loaded.
    os.environ.update(ONE_CORE)
    os.execv(sys.executable, [sys.executable, *sys.argv])

if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def processor():
    """The name of this machine's processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
