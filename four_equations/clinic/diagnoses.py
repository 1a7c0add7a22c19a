"""The diagnoses of the fault clinic, each with the findings that it needs.

Every finding is measured: a diagnosis fits a patient when all its findings do, so what the learner reads is always true
of the patient at hand.
"""

from collections.abc import Callable
from typing import NamedTuple

from .examination import REPORTS


class Finding(NamedTuple):
    """Evidence: what to expect, in words; whether an Examination fits it; the key in REPORTS of what was measured."""

    expected: str
    fits: Callable
    report: str


class Diagnosis(NamedTuple):
    """A name, the findings that support it, of which the last decides, the treatment, and what else must be usual."""

    name: str
    signs: tuple
    treatment: str
    usual: tuple = ()

    decides = property(lambda self: DECIDES[self.signs[-1].report])

    def judge(self, patient):
        """What is found that speaks for it, and a pair (expected, found) for all that speaks against it."""
        speaks_for = [REPORTS[sign.report](patient) for sign in self.signs if sign.fits(patient)]
        against = [finding for finding in (*self.signs, *self.usual) if not finding.fits(patient)]
        return speaks_for, [(finding.expected, REPORTS[finding.report](patient)) for finding in against]


DECIDES = {  # what measures a sign
    "gradient check": "the gradient check",
    "trial": "the trial of other rates",
    "weights": "the spread of the first weights",
    "dead": "the share of dead neurons before the first step",
    "sizes": "the size of dW by layer",
    "inputs": "a look at the data",
    "neighbours": "a look at the data",
}
LEARNS = Finding("the cost falls from the start", lambda p: p.trial.own < 0.95 * p.trial.before, "trial")
COST_RISES = Finding("the cost rises at its own rate", lambda p: p.trial.own > p.trial.before, "trial")
TENTH_IS_BETTER = Finding("a tenth of the rate makes it fall", lambda p: p.trial.slow < 0.9 * p.trial.before, "trial")
TENFOLD_IS_BETTER = Finding(
    "ten times the rate makes the cost fall much further",
    lambda p: p.trial.before - p.trial.fast > max(2 * (p.trial.before - p.trial.own), 0.03 * p.trial.before),
    "trial",
)
OWN_RATE_IS_BEST = Finding(
    "no other rate does far better",
    lambda p: p.trial.before - max(p.trial.own, 0) > 0.5 * (p.trial.before - min(p.trial.slow, p.trial.fast)),
    "trial",
)
GRADIENT_RIGHT = Finding("the gradient check finds every array right", lambda p: not p.wrong, "gradient check")
GRADIENT_REACHES = Finding("dW reaches the first layer", lambda p: p.sizes[0] >= 0.003 * p.sizes[-1] > 0, "sizes")
GRADIENT_VANISHES = Finding(
    "dW shrinks layer by layer to less than a 300th in the first, without being 0",
    lambda p: 0 < p.sizes[0] < 0.003 * p.sizes[-1],
    "sizes",
)
INPUTS_USUAL = Finding("the inputs are about 1 in size", lambda p: p.largest_input < 3, "inputs")
INPUTS_LARGE = Finding("the inputs are far larger than 1", lambda p: p.largest_input >= 3, "inputs")
WEIGHTS_USUAL = Finding(
    "the weights are of the usual size", lambda p: 0.5 < min(p.weights) <= max(p.weights) < 2.5, "weights"
)
WEIGHTS_LARGE = Finding("the weights are many times the usual ones", lambda p: min(p.weights) > 2.5, "weights")
WEIGHTS_ZERO = Finding("all weights are 0 at the start", lambda p: max(p.weights) == 0, "weights")
SATURATED = Finding("most slopes of a layer are flat at the start", lambda p: max(p.flat) > 0.5, "flat")
ALIVE = Finding("the neurons are alive", lambda p: max(p.dead) < 0.5, "dead")
DEAD = Finding("most neurons of a layer are dead from the start", lambda p: max(p.dead) >= 0.5, "dead")
IS_RELU = Finding("the hidden layers are relu", lambda p: p.setup.activation == "relu", "activation")
LABELS_BELONG = Finding("neighbouring samples have the same label", lambda p: p.neighbours > 0.6, "neighbours")
LABELS_RANDOM = Finding(
    "neighbours share a label no more often than by chance", lambda p: p.neighbours < 0.6, "neighbours"
)
USUAL = (GRADIENT_RIGHT, INPUTS_USUAL, WEIGHTS_USUAL, LABELS_BELONG)


def _wrong(equation, of, expected):
    sign = Finding(expected, lambda p: p.suspect == equation, "gradient check")
    return Diagnosis(f"{equation} is wrong: {of}", (sign,), "backward is corrected")


DIAGNOSES = {
    "healthy": Diagnosis(
        "healthy: nothing is wrong",
        (LEARNS, GRADIENT_RIGHT),
        "",
        (OWN_RATE_IS_BEST, ALIVE, GRADIENT_REACHES, INPUTS_USUAL, WEIGHTS_USUAL, LABELS_BELONG),
    ),
    "BP1": _wrong(
        "BP1",
        "the error of the output",
        "dW and db of the last layer are wrong, and with them those of every layer before",
    ),
    "BP2": _wrong(
        "BP2", "the error of a hidden layer", "dW and db of a hidden layer are wrong, and those of the last layer right"
    ),
    "BP3": _wrong("BP3", "the gradient of the biases", "only the db arrays are wrong"),
    "BP4": _wrong("BP4", "the gradient of the weights", "only the dW arrays are wrong"),
    "rate too small": Diagnosis("learning rate too small", (TENFOLD_IS_BETTER,), "the rate is {lr:g}", USUAL),
    "rate too large": Diagnosis("learning rate too large", (COST_RISES, TENTH_IS_BETTER), "the rate is {lr:g}", USUAL),
    "weights too large": Diagnosis(
        "weights too large: saturation", (SATURATED, WEIGHTS_LARGE), "the weights start with a spread of 1/√n"
    ),
    "zero weights": Diagnosis("all weights zero", (WEIGHTS_ZERO,), "the weights start at random values"),
    "dead relu": Diagnosis("dead relus", (IS_RELU, DEAD), "the biases start at 0 instead of −5", (WEIGHTS_USUAL,)),
    "vanishing gradient": Diagnosis(
        "vanishing gradient", (GRADIENT_VANISHES,), "tanh takes the place of the sigmoid", (ALIVE, WEIGHTS_USUAL)
    ),
    "inputs not scaled": Diagnosis("inputs not scaled", (INPUTS_LARGE,), "the inputs are divided by 100"),
    "shuffled labels": Diagnosis(
        "labels do not belong to the samples",
        (LABELS_RANDOM,),
        "every sample has its own label again",
        (GRADIENT_RIGHT,),
    ),
}
