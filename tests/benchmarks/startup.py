"""How long it takes until something is there: `import mlp_core`, and a first trained epoch, beside numpy's own import.

Run from the repository's root: python tests/benchmarks/startup.py [--rounds 15]. Each is a new process; the least time
of all rounds counts. A target that is missed is marked with "!", and makes the exit code 1.
"""

import argparse
import subprocess
import sys
from datetime import date
from time import perf_counter

from one_core import processor

IMPORT = "import mlp_core"
EPOCH = """
from mlp_core import NeuralNetwork
from mlp_core.datasets import moons
x, y = moons(200, seed=0)
NeuralNetwork([2, 8, 1], ["tanh", "sigmoid"], seed=0).train(x, y, batch_size=10, epochs=1, lr=1.0)
"""
PROGRAMS = {"import numpy": "import numpy", "import mlp_core": IMPORT, "a first trained epoch": EPOCH}
TARGETS = {"import mlp_core": 0.015, "a first trained epoch": 0.2}  # seconds more than numpy's own import


def seconds(program):
    begun = perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True)
    return perf_counter() - begun


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15, help="how often each is measured (default: 15)")
    args = parser.parse_args()
    rounds = [{name: seconds(program) for name, program in PROGRAMS.items()} for _ in range(args.rounds)]
    least = {name: min(taken[name] for taken in rounds) for name in PROGRAMS}
    print(f"{date.today()}, {processor()}, one core, least of {args.rounds} rounds, milliseconds\n")
    missed = 0
    for name, taken in least.items():
        more = taken - least["import numpy"]
        late = more > TARGETS.get(name, 0)
        missed += late
        print(f"{name:24} {1000 * taken:6.0f}   {1000 * more:+6.1f} {'!' if late else ''}")
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
