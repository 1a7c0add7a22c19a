"""The measurements of an Examination in words."""

from .examination import STEPS_ON_TEN, TRIAL_EPOCHS


def gradient_check(patient):
    wrong = patient.wrong
    if not wrong:
        return "the gradient check finds every array right"
    if len(wrong) == len(patient.gradient_check):
        return "the gradient check finds every array wrong"
    return f"the gradient check finds {_and(wrong)} wrong, and the others right"


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


def inputs(patient):
    return f"the largest |x| is {patient.largest_input:.3g}"


def neighbours(patient):
    return f"{patient.neighbours:.0%} of the samples have the label of their nearest neighbour"


def weights(patient):
    spreads = [f"{w:.2g}" if w < 10 else f"{w:.0f}" for w in patient.weights]
    return f"the weights spread by {_and(spreads)} times 1/√n, layer by layer"


def flat(patient):
    return f"{_percents(patient.flat)} of the slopes are flat at the start, layer by layer"


def dead(patient):
    return f"{_percents(patient.dead)} of the neurons are dead at the start, layer by layer"


def sizes(patient):
    return f"dW begins with a mean size of {_and(map(_size, patient.sizes))}, from the first layer to the last"


def activation(patient):
    return f"the hidden layers are {patient.setup.activation}"


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


TESTS = {  # the buttons of the clinic, and what each reports
    "Gradient check": every_array,
    "Ten by heart": ten_samples,
    "Other rates": lambda patient: f"{trial(patient)}.",
    "Data": lambda patient: f"{inputs(patient)}; {neighbours(patient)}.",
    "Weights": lambda patient: f"{weights(patient)}. About 1 is usual, or 1.4 for relu.",
}
