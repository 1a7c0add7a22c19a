"""Measure how long each check takes, in milliseconds of the processor's time.

Run from the repository's root: python tests/benchmarks/checks.py. It prints the time of a right answer, of the slowest
listed mistake, and of the slowest of some others, which no table lists: references with one or two of their operations
changed. `first` is the slowest of these in a session that has checked no wrong answer before, so that the mistakes of
the reference have still to be made. Each time is the best of three runs, but for `first`, of which there is one.
"""

import random
import sys
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from test_exercise_mutants import functions, mutants

from four_equations.exercises.engine import EXERCISES

LIMITS = 30, 100  # for a right answer, and for any wrong one


def once(exercise, function):
    start = process_time()
    exercise(function)
    return 1000 * (process_time() - start)


def best(exercise, function):
    return min(once(exercise, function) for _ in range(3))


def first(exercise, function):
    vars(exercise).pop("known_mistakes", None)
    return once(exercise, function)


def others(exercise, count=12):
    """Some references with one and with two changes."""
    rng, texts = random.Random(1), list(mutants(exercise.reference))
    for text in rng.sample(texts, min(count, len(texts))):
        yield from functions(exercise, [text, *rng.sample(found := list(mutants(text)), min(1, len(found)))])


def main():
    most_right = most_wrong = 0
    for exercise in EXERCISES.values():
        right, answers = best(exercise, exercise.reference), [*others(exercise), *exercise.mistakes.values()]
        listed = max(best(exercise, mistake) for mistake in exercise.mistakes.values())
        other = max(best(exercise, answer) for answer in answers)
        new, slowest = max(((first(exercise, answer), answer) for answer in answers), key=lambda pair: pair[0])
        most_right, most_wrong = max(most_right, right), max(most_wrong, other, new)
        print(f"{exercise.name:22} right {right:5.1f}, listed {listed:5.1f}, other {other:5.1f}, first {new:5.1f}")
        if new > LIMITS[1]:
            print(getattr(slowest, "source", slowest.__name__))
    print(f"slowest right {most_right:.1f}, slowest wrong {most_wrong:.1f}; the limits are {LIMITS[0]} and {LIMITS[1]}")


if __name__ == "__main__":
    main()
