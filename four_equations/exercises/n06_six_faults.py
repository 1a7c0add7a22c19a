"""An exercise of notebook 06: a training loop with six faults to mend. It runs, and the cost that it records falls."""

from itertools import combinations

from .chosen_weights import listed
from .engine import exercise, hints, mistakes
from .n06_loops import LOOPS, PARTS, costs_or_parameters, fresh, loop, once, sliced, trained


def with_six_faults(net, x, y, batch_size, epochs, lr, rng):
    """The loop that the learner is given."""
    m, history = x.shape[1], []
    rate = lr / batch_size
    order = rng.permutation(m)
    for _ in range(epochs):
        for start in range(0, len(x), batch_size):
            part = order[start : start + batch_size]
            x_batch, y_batch = x[:, part], y[:, start : start + batch_size]
            dW, db = net.backward(y_batch, *net.forward(x_batch))
            for l in net.W:
                net.W[l] -= rate * dW[l]
                net.b[l] - rate * db[l]  # noqa: B018, one of the six
        history.append(net.cost_of(x_batch, y_batch))
    return history


@exercise("06", cases=LOOPS, view=trained, parts=PARTS, locate=costs_or_parameters, composed=False)
@hints(
    "Say each line aloud: what does it do, how often, and to which samples? Then mend one fault at a time.",
    "Write down for one epoch of five samples and batches of two which columns of x and of y each batch gets.",
    "One fault each: the rate, the order, the number of batches, the targets, the biases, the cost.",
)
def six_faults(net, x, y, batch_size, epochs, lr, rng):
    """A list with the cost of the whole training set after each epoch: the loop with its six faults mended."""
    m, history = x.shape[1], []
    for _ in range(epochs):
        order = rng.permutation(m)
        for start in range(0, m, batch_size):
            part = order[start : start + batch_size]
            x_batch, y_batch = x[:, part], y[:, part]
            dW, db = net.backward(y_batch, *net.forward(x_batch))
            for l in net.W:
                net.W[l] -= lr * dW[l]
                net.b[l] -= lr * db[l]
        history.append(net.cost_of(x, y))
    return history


FAULTS = {  # by name: what to look at
    "rate": "how long a step is",
    "order": "when the samples are shuffled",
    "rows": "how many batches an epoch has",
    "targets": "which targets a batch gets",
    "biases": "what becomes of the biases",
    "cost": "which samples the recorded cost is about",
}
COUNTS = ("None", "One", "Two", "Three", "Four", "Five", "Six")


def left(*names):
    """A mistake: these faults are still there."""
    return loop(
        orders=once if "order" in names else fresh,
        batches=sliced(rows="rows" in names, torn="targets" in names),
        rate=lambda lr, own, size, m: lr / size if "rate" in names else lr,
        moves=lambda l, L: (1, "biases" not in names),
        record="the last batch" if "cost" in names else "all, after the epoch",
    )


def state(names):
    """The name of the mistake that leaves these faults, and the sentence that says so."""
    n = len(names)
    if n == len(FAULTS):
        return "not_started: All six faults are still in it. Mend one, and run the cell again."
    looks = listed([FAULTS[name] for name in names]) if n > 1 else FAULTS[names[0]]
    mended = f"{COUNTS[len(FAULTS) - n]} of the six {'is' if n == 5 else 'are'} mended"
    return f"left_{'_'.join(names)}: {mended}. {COUNTS[n]} {'is' if n == 1 else 'are'} left: look at {looks}."


SUBSETS = [names for n in range(len(FAULTS), 0, -1) for names in combinations(FAULTS, n)]
mistakes(six_faults, *(entry for names in SUBSETS for entry in (state(names), left(*names))))
