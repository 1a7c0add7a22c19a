"""What each diagnosis of the fault clinic says that one must find, and what is found in the patient at hand.

Every sign is measured: a diagnosis fits when all its signs do, so the words to the learner cannot drift from the case.
"""

from typing import NamedTuple

from .patients import HEART_STEPS, TRIAL_EPOCHS


class Sign(NamedTuple):
    """One sign: whether it is there, what one would find, and what is found."""

    fits: bool
    expected: str
    found: str


def learns(chart):
    before, _, own, _ = chart.rates
    return Sign(own < 0.95 * before, "the cost falls from the start", trial_words(chart))


def gradient_right(chart):
    return Sign(not chart.wrong, "the gradient check finds every array right", _check(chart))


def gradient_wrong(equation):
    expected = {
        "BP1": "dW and db of the last layer are wrong, and with them all that comes after",
        "BP2": "dW and db of a hidden layer are wrong, and those of the last layer right",
        "BP3": "only arrays db are wrong",
        "BP4": "only arrays dW are wrong",
    }[equation]
    return lambda chart: Sign(suspect(chart) == equation, expected, _check(chart))


def suspect(chart):
    """The equation that the arrays found wrong have in common, or None if all are right."""
    wrong, last = set(chart.wrong), chart.start.net.L
    if not wrong:
        return None
    kinds = {name[:2] for name in wrong}
    if len(kinds) == 1:
        return {"db": "BP3", "dW": "BP4"}[kinds.pop()]
    return "BP1" if {f"dW[{last}]", f"db[{last}]"} <= wrong else "BP2"


def tenfold_is_better(chart):
    before, _, own, fast = chart.rates
    fits = before - fast > max(2 * (before - own), 0.03 * before)
    return Sign(fits, "ten times the rate makes the cost fall much further", trial_words(chart))


def own_rate_is_best(chart):
    before, slow, own, fast = chart.rates
    fits = before - max(own, 0) > 0.5 * (before - min(slow, fast))
    return Sign(fits, "no other rate does far better", trial_words(chart))


def cost_rises(chart):
    before, _, own, _ = chart.rates
    return Sign(own > before, "the cost rises at its own rate", trial_words(chart))


def tenth_is_better(chart):
    before, slow, _, _ = chart.rates
    return Sign(slow < 0.9 * before, "a tenth of the rate makes it fall", trial_words(chart))


def inputs_usual(chart):
    return Sign(chart.largest_input < 3, "the inputs are of a size of about 1", _inputs(chart))


def inputs_large(chart):
    return Sign(chart.largest_input >= 3, "the inputs are far larger than 1", _inputs(chart))


def weights_usual(chart):
    return Sign(
        0.5 < min(chart.weights) <= max(chart.weights) < 2.5, "the weights are of the usual size", _weights(chart)
    )


def weights_large(chart):
    return Sign(min(chart.weights) > 2.5, "the weights are many times the usual ones", _weights(chart))


def weights_zero(chart):
    return Sign(max(chart.weights) == 0, "all weights are 0 at the start", _weights(chart))


def mostly_flat(chart):
    flat = [layer.flat for layer in chart.start.layers]
    return Sign(max(flat) > 0.5, "most slopes of a layer are flat at the start", _flat(chart))


def none_dead(chart):
    return Sign(_dead(chart) < 0.5, "the neurons live", _dead_words(chart))


def many_dead(chart):
    return Sign(_dead(chart) >= 0.5, "most neurons of a layer are dead from the start", _dead_words(chart))


def has_relu(chart):
    name = chart.setup.activation
    return Sign(name == "relu", "the hidden layers are relu", f"the hidden layers are {name}")


def gradient_falls(chart):
    sizes = chart.start.sizes[0]
    return Sign(
        0 < sizes[0] < 0.003 * sizes[-1],
        "dW shrinks layer by layer to less than a 300th in the first, without being 0",
        _sizes(sizes),
    )


def gradient_keeps(chart):
    sizes = chart.start.sizes[0]
    return Sign(sizes[0] >= 0.003 * sizes[-1] > 0, "dW reaches the first layer", _sizes(sizes))


def labels_belong(chart):
    return Sign(chart.neighbours > 0.6, "near samples have the same label", _neighbours(chart))


def labels_random(chart):
    return Sign(
        chart.neighbours < 0.6, "neighbours agree in their labels no more often than by chance", _neighbours(chart)
    )


def check_words(chart):
    """Every array with its relative error."""
    wrong = chart.wrong
    said = [
        f"<b>{name} {error:.1g} WRONG</b>" if name in wrong else f"{name} {_short(error)} right"
        for name, error in chart.check.items()
    ]
    return f"relative error of {', '.join(said)}."


def heart_words(chart):
    before, after, right = chart.heart
    return (
        f"trained on ten samples only, {right} of 10 are right after {HEART_STEPS:,} steps; "
        f"the cost goes from {cost_words(before)} to {cost_words(after)}."
    )


def trial_words(chart):
    before, slow, own, fast = map(cost_words, chart.rates)
    return (
        f"in {TRIAL_EPOCHS} epochs the cost goes from {before} to {slow} at a tenth of the rate, "
        f"to {own} at its own, to {fast} at ten times the rate"
    )


def data_words(chart):
    return f"{_inputs(chart)}; {_neighbours(chart)}."


def cost_words(cost):
    """A cost with three decimals, or with three digits where these would not do."""
    return f"{cost:.3f}" if 0.01 <= cost < 10 else f"{cost:.3g}"


def _check(chart):
    wrong = chart.wrong
    if not wrong:
        return "the gradient check finds every array right"
    if len(wrong) == len(chart.check):
        return "the gradient check finds every array wrong"
    return f"the gradient check finds {_and(wrong)} wrong, and the others right"


def _inputs(chart):
    return f"the largest |x| is {chart.largest_input:.3g}"


def _weights(chart):
    spreads = [f"{w:.2g}" if w < 10 else f"{w:.0f}" for w in chart.weights]
    return f"the weights spread by {_and(spreads)} times 1/√n, layer by layer"


def _neighbours(chart):
    return f"{chart.neighbours:.0%} of the samples have the label of their nearest neighbour"


def _sizes(sizes):
    return f"dW begins with a mean size of {_and([_short(size) for size in sizes])}, from the first layer to the last"


def _short(number):
    return f"{number:.0e}" if number else "0"


def _flat(chart):
    shares = [layer.flat for layer in chart.start.layers]
    return f"{_percents(shares)} of the slopes are flat at the start, layer by layer"


def _dead(chart):
    return max(layer.dead for layer in chart.start.layers)


def _dead_words(chart):
    shares = [layer.dead for layer in chart.start.layers]
    return f"{_percents(shares)} of the neurons are dead at the start, layer by layer"


def _percents(shares):
    return _and([f"{share:.0%}" for share in shares])


def _and(words):
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


TESTS = {
    "Gradient check": check_words,
    "Ten by heart": heart_words,
    "Other rates": lambda chart: f"{trial_words(chart)}.",
    "Data": data_words,
    "Weights": lambda chart: f"{_weights(chart)}. Usual are about 1, and 1.4 for relu.",
}


class Diagnosis(NamedTuple):
    """Its name; the signs of it, and what else must be as usual; the measurement that decides; the treatment."""

    name: str
    signs: tuple
    usual: tuple
    decides: str
    treatment: str = ""

    def judge(self, chart):
        """(signs of it that are there, all that speaks against it) in this patient."""
        signs, usual = ([sign(chart) for sign in part] for part in (self.signs, self.usual))
        return [sign for sign in signs if sign.fits], [sign for sign in (*signs, *usual) if not sign.fits]


def _wrong(equation, of):
    return Diagnosis(
        f"{equation} is wrong: {of}", (gradient_wrong(equation),), (), "the gradient check", "backward is put right"
    )


USUAL = (gradient_right, inputs_usual, weights_usual, labels_belong)
DIAGNOSES = {
    "healthy": Diagnosis(
        "healthy: nothing is wrong",
        (learns, gradient_right),
        (own_rate_is_best, none_dead, gradient_keeps, inputs_usual, weights_usual, labels_belong),
        "the gradient check",
    ),
    "BP1": _wrong("BP1", "the error of the output"),
    "BP2": _wrong("BP2", "the error of a hidden layer"),
    "BP3": _wrong("BP3", "the gradient of the biases"),
    "BP4": _wrong("BP4", "the gradient of the weights"),
    "rate too small": Diagnosis(
        "learning rate too small", (tenfold_is_better,), USUAL, "the trial of other rates", "the rate is {lr:g}"
    ),
    "rate too large": Diagnosis(
        "learning rate too large",
        (cost_rises, tenth_is_better),
        USUAL,
        "the trial of other rates",
        "the rate is {lr:g}",
    ),
    "weights too large": Diagnosis(
        "weights too large: saturation",
        (mostly_flat, weights_large),
        (),
        "the spread of the first weights",
        "the weights begin with a spread of 1/√n",
    ),
    "zero weights": Diagnosis(
        "all weights zero", (weights_zero,), (), "the spread of the first weights", "the weights begin at random"
    ),
    "dead relu": Diagnosis(
        "dead relus",
        (has_relu, many_dead),
        (weights_usual,),
        "the share of dead neurons before the first step",
        "the biases begin at 0 in place of −5",
    ),
    "vanishing gradient": Diagnosis(
        "vanishing gradient",
        (gradient_falls,),
        (none_dead, weights_usual),
        "the size of dW by layer",
        "tanh takes the place of the sigmoid",
    ),
    "inputs not scaled": Diagnosis(
        "inputs not scaled", (inputs_large,), (), "a look at the data", "the inputs are divided by 100"
    ),
    "shuffled labels": Diagnosis(
        "labels do not belong to the samples",
        (labels_random,),
        (gradient_right,),
        "a look at the data",
        "every sample has its own label again",
    ),
}
