"""The measurements of an Examination in words."""

from .examination import STEPS_ON_TEN, TRIAL_EPOCHS


def gradient_check(patient):
    found = f"{_and(patient.wrong)} wrong, and the others right" if patient.wrong else "every array right"
    if len(patient.wrong) == len(patient.gradient_check):
        found = "every array wrong"
    return f"the gradient check finds {found}"


def every_array(patient):
    """The relative error of each array."""
    said = [
        f"<b>{name} {error:.1g} WRONG</b>" if name in patient.wrong else f"{name} {_size(error)} right"
        for name, error in patient.gradient_check.items()
    ]
    return f"relative error of {', '.join(said)}."


def ten_samples(patient):
    before, after, right = patient.ten_samples
    return (
        f"trained on ten samples only, {right} of 10 are right after {STEPS_ON_TEN:,} steps; "
        f"the cost goes from {cost(before)} to {cost(after)}."
    )


def trial(patient):
    before, slow, own, fast = map(cost, patient.trial)
    return (
        f"in {TRIAL_EPOCHS} epochs the cost goes from {before} to {slow} at a tenth of the rate, "
        f"to {own} at its own, to {fast} at ten times the rate"
    )


def cost(number):
    """A cost with three decimals, or with three digits where these would not do."""
    return f"{number:.3f}" if 0.01 <= number < 10 else f"{number:.3g}"


def _size(number):
    return f"{number:.0e}" if number else "0"


def _percents(shares):
    return _and(f"{share:.0%}" for share in shares)


def _and(words):
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _spread(number):
    return f"{number:.2g}" if number < 10 else f"{number:.0f}"


REPORTS = {  # each measurement as a part of a sentence
    "gradient check": gradient_check,
    "trial": trial,
    "inputs": lambda p: f"the largest |x| is {p.largest_input:.3g}",
    "neighbours": lambda p: f"{p.neighbours:.0%} of the samples have the label of their nearest neighbour",
    "weights": lambda p: f"the weights spread by {_and(map(_spread, p.weights))} times 1/√n, layer by layer",
    "flat": lambda p: f"{_percents(p.flat)} of the slopes are flat at the start, layer by layer",
    "dead": lambda p: f"{_percents(p.dead)} of the neurons are dead at the start, layer by layer",
    "sizes": lambda p: f"dW begins with a mean size of {_and(map(_size, p.sizes))}, from the first layer to the last",
    "activation": lambda p: f"the hidden layers are {p.setup.activation}",
}
TESTS = {  # the buttons of the clinic, and what each reports
    "Gradient check": every_array,
    "Ten by heart": ten_samples,
    "Other rates": lambda p: f"{trial(p)}.",
    "Data": lambda p: f"{REPORTS['inputs'](p)}; {REPORTS['neighbours'](p)}.",
    "Weights": lambda p: f"{REPORTS['weights'](p)}. About 1 is usual, or 1.4 for relu.",
}
