"""An exercise of notebook 06: read four unlabelled training runs, and say what to do next for each."""

from mlp_core import NeuralNetwork
from mlp_core.datasets import moons

from .engine import exercise, hints, mistakes
from .equality import Behaviour, Mismatch, short

# What each remedy is for, as a sign that one can look for in the curves.
SIGNS = {
    "raise the rate": "A rate that is too small shows in a cost that still falls steadily when training ends.",
    "lower the rate": "A rate that is too large shows in a cost that jumps up and down, and doesn't settle.",
    "stop earlier": "Training for too long shows in a validation cost that turns up while the training cost goes on "
    "falling.",
    "shuffle in every epoch": "Without shuffling a network swings from one class to the other within an epoch. "
    "These curves have one point an epoch, so they can't show it.",
    "a larger network": "A network that is too small shows in two costs that fell quickly and then stopped, close "
    "together, although the rate is a good one.",
    "nothing: it is fine": "A run that is fine ends with both costs low, close together, and hardly falling any more.",
}
REMEDIES = tuple(SIGNS)
SETTINGS = {  # layers, activation, samples, noise, batch size, epochs, rate
    "A": ([2, 32, 32, 1], "relu", 40, 0.3, 8, 400, 1.0),
    "B": ([2, 1, 1], "tanh", 400, 0.08, 10, 60, 1.0),
    "C": ([2, 8, 1], "tanh", 200, 0.2, 10, 60, 25.0),
    "D": ([2, 8, 1], "tanh", 200, 0.08, 10, 60, 0.003),
}


def runs(seed=0):
    """The four runs by letter: a dict of their "training cost" and "validation cost", lists by epoch from 0."""
    return {letter: run(seed, *settings) for letter, settings in SETTINGS.items()}


def run(seed, layers, activation, m, noise, batch_size, epochs, lr):
    """The costs of one run on m points of the crescents, before training and after each epoch."""
    x, y = moons(m, noise, seed)
    net = NeuralNetwork(layers, [activation] * (len(layers) - 2) + ["sigmoid"], seed=seed)
    sets = {"training cost": (x, y), "validation cost": moons(500, noise, seed + 1000)}
    costs = {name: [net.cost_of(*data)] for name, data in sets.items()}
    for _ in range(epochs):
        net.train(x, y, batch_size, epochs=1, lr=lr)
        for name, data in sets.items():
            costs[name].append(net.cost_of(*data))
    return costs


def chosen(value, letter):
    """The remedy that is named; if it is another one than it should be, its own sign to look for."""
    known = {name.casefold(): name for name in SIGNS}
    named = known.get(value.strip().casefold()) if isinstance(value, str) else None
    if named is None:
        raise Mismatch("type", f"For {letter} it must give one of the six `REMEDIES`, word for word, "
                               f"but gives {short(value)}.")  # fmt: skip
    return Behaviour(named, f"For {letter} you say {named!r}. {SIGNS[named]} Is that what {letter} shows?")


@exercise("06", cases=[("A",), ("B",), ("C",), ("D",)], view=chosen)
@hints(
    "Three questions for each run: do the costs still fall at the end? Do they jump? Do the two part?",
    "Compare the end with the middle. A curve that still falls wants another remedy than one that lies flat.",
    "If both costs are high and equal, nothing is learned by heart. If only the validation cost is high, something is.",
)
def remedy(letter):
    """What to do next for the run A, B, C or D: one of `REMEDIES`."""
    return {"A": "stop earlier", "B": "a larger network", "C": "lower the rate", "D": "raise the rate"}[letter]


def instead(**names):
    """A mistake: other remedies for some of the runs."""
    return lambda letter: names.get(letter) or remedy(letter)


mistakes(
    remedy,
    "rates_swapped: A and B are right, and C and D are swapped. Which of the two jumps, and which moves too little?",
    instead(C="raise the rate", D="lower the rate"),
    "a_and_b_swapped: C and D are right, and A and B are swapped. Where do the two costs part? "
    "That network has room enough: it learns its own points by heart.",
    instead(A="a larger network", B="stop earlier"),
    "b_and_d_swapped: A and C are right, and B and D are swapped. Which of the two has stopped falling?",
    instead(B="raise the rate", D="a larger network"),
    "all_fine: You call all four of them fine. In none of them are both costs low, close together, and settled.",
    lambda letter: "nothing: it is fine",
    "larger_for_a: B, C and D are right. In A the training cost goes on falling, so the network isn't too small. "
    "What does the validation cost do meanwhile?",
    instead(A="a larger network"),
    "lower_for_a: B, C and D are right. In A a lower rate would reach the turning point later, and then pass it too. "
    "From which epoch on does the validation cost get worse?",
    instead(A="lower the rate"),
    "fine_for_a: B, C and D are right. In A only the training cost is low. Which of the two tells how the network "
    "does on new points?",
    instead(A="nothing: it is fine"),
    "raise_for_b: A, C and D are right. B has fallen quickly already, and then stopped. "
    "Too small a rate would still be on its way down.",
    instead(B="raise the rate"),
    "lower_for_b: A, C and D are right. B lies still, so its steps aren't too long. What can it lack?",
    instead(B="lower the rate"),
    "stop_for_b: A, C and D are right. In B the validation cost doesn't turn up: it stays beside the training cost.",
    instead(B="stop earlier"),
    "fine_for_b: A, C and D are right. B has settled, but high: other networks get far below this cost on the same "
    "kind of points.",
    instead(B="nothing: it is fine"),
    "shuffle_for_c: A, B and D are right. C is measured at the end of each epoch, where a fixed order of the samples "
    "would bring it to much the same place each time. What else makes a cost jump?",
    instead(C="shuffle in every epoch"),
    "stop_for_c: A, B and D are right. In C the training cost jumps as well, so this isn't a matter of when to stop.",
    instead(C="stop earlier"),
    "larger_for_c: A, B and D are right. C never settles, so it doesn't show yet what its network can do.",
    instead(C="a larger network"),
    "larger_for_d: A, B and C are right. D still falls at the end, so it doesn't show yet what its network can do.",
    instead(D="a larger network"),
    "fine_for_d: A, B and C are right. In D the two costs fall together, "
    "but how far had they come when training ended?",
    instead(D="nothing: it is fine"),
)
