"""An exercise of notebook 05: a backward pass with three bugs to mend. It runs where all layers have the same size."""

from functools import partial

from mlp_core.activations import sigmoid_prime

from ..clinic.mistakes import SLOPES, faulty_backward, summed
from .engine import exercise, hints, mistakes
from .n04_four_equations import SLOPE
from .n05_backpropagation import network_case, which_gradient


def with_three_bugs(W, z, a, y):
    """The backward pass that the learner is given."""
    L, m = max(W), y.shape[1]
    delta = {L: (a[L] - y) * sigmoid_prime(z[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1].T @ delta[l + 1]) * sigmoid_prime(z[l + 1])
    dW = {l: delta[l] @ a[l].T / m for l in W}
    db = {l: delta[l].sum(axis=1, keepdims=True) for l in W}
    return dW, db


@exercise(
    "05",
    cases=[network_case(sizes, m) for sizes, m in [((3, 3, 3, 3), 5), ((4, 4, 4), 1), ((3, 5, 2, 4), 6)]],
    parts=("dW", "db"),
    uses=SLOPE,
    locate=which_gradient,
)
@hints(
    "Run `check_gradient`. One equation at a time: which arrays are wrong although everything before them is right?",
    "Say each line aloud with its indices, beside the four equations. Then run it with layers of unequal sizes.",
    "There is one bug in each of the last three lines before the `return`: BP2, BP4, BP3.",
)
def planted_bugs(W, z, a, y):
    """(dW, db), dicts by layer: the backward pass of the exercise with its three bugs mended."""
    L, m = max(W), y.shape[1]
    delta = {L: (a[L] - y) * sigmoid_prime(z[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1].T @ delta[l + 1]) * sigmoid_prime(z[l])
    dW = {l: delta[l] @ a[l - 1].T / m for l in W}
    db = {l: delta[l].sum(axis=1, keepdims=True) / m for l in W}
    return dW, db


BUGS = {
    "BP2": dict(slope=lambda z, a, l: sigmoid_prime(z[min(l + 1, max(z))])),
    "BP4": dict(inputs=lambda z, a: {l - 1: a[l] for l in z}),
    "BP3": dict(db=summed),
}


def left(*equations, **more):
    """A mistake: the bugs in the lines of these equations are still there."""
    changes = {name: change for equation in equations for name, change in BUGS[equation].items()} | more
    return partial(faulty_backward, **changes)


mistakes(
    planted_bugs,
    "not_started: All three bugs are still in it. Mend one, and run the cell again.",
    left("BP2", "BP4", "BP3"),
    "all_but_bp2: Two bugs are mended. One is left, in the line that takes an error back to the layer before, BP2: "
    "the arrays of the last layer are right, and all others wrong.",
    left("BP2"),
    "all_but_bp4: Two bugs are mended. One is left, in the line of the weights, BP4: all db are right, and no dW is.",
    left("BP4"),
    "all_but_bp3: Two bugs are mended. One is left, in the line of the biases, BP3: all dW are right. "
    "With a single sample the db are right as well.",
    left("BP3"),
    "only_bp2_mended: One bug is mended: the errors are right. Two are left, in the lines of BP4 and BP3.",
    left("BP4", "BP3"),
    "only_bp4_mended: One bug is mended, in the line of the weights. Two are left, in the lines of BP2 and BP3. "
    "Go on with BP2: no array of a layer is right while its error is wrong.",
    left("BP2", "BP3"),
    "only_bp3_mended: One bug is mended, in the line of the biases. Two are left, in the lines of BP2 and BP4. "
    "Go on with BP2: no array of a layer is right while its error is wrong.",
    left("BP2", "BP4"),
    "bp2_now_at_a: BP4 and BP3 are mended. You have changed the line of BP2, but its slope is still not taken "
    "where it belongs, and now neither is that of BP1.",
    left(slope=SLOPES["at a"]),
    "bp2_at_a: BP4 and BP3 are mended. You have changed the line of BP2, but its slope is still not taken "
    "where it belongs.",
    left(slope=lambda z, a, l: sigmoid_prime(z[l] if l == max(z) else a[l])),
    "both_sums: The three lines agree with one another now, but not in the right way: "
    "BP2 is mended, and neither BP3 nor BP4 takes the mean over the samples.",
    left(dW=summed, db=summed),
)
