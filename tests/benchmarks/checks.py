"""Measure how long each check takes, in milliseconds: of the reference, and of its slowest named mistake.

Run from the repository's root: python tests/benchmarks/checks.py. Each time is the best of seven runs.
"""

from time import perf_counter

from four_equations.exercises.engine import EXERCISES


def best(exercise, function):
    times = []
    for _ in range(7):
        start = perf_counter()
        exercise(function)
        times.append(perf_counter() - start)
    return 1000 * min(times)


def main():
    slowest = 0
    for exercise in EXERCISES.values():
        right = best(exercise, exercise.reference)
        wrong = max(best(exercise, mistake) for mistake in exercise.mistakes.values())
        slowest = max(slowest, right, wrong)
        print(f"{exercise.name:22} right {right:5.1f} ms, slowest mistake {wrong:5.1f} ms")
    print(f"slowest of all: {slowest:.1f} ms")


if __name__ == "__main__":
    main()
