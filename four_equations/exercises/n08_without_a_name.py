"""An exercise of notebook 08: five reports of networks that stand still, and the cause of each."""

from ..clinic import CAUSES
from .choices import named_choices
from .engine import exercise, hints, mistakes

ALLOWED = ("labels", "zero weights", "rate too small", "vanishing gradient", "dead relus")
RIGHT = dict(zip(CAUSES, ALLOWED, strict=True))
POINTERS = {
    "M": "M learns its ten samples, its dW is healthy, and no rate helps: which line is about the data?",
    "N": "In N every dW is exactly 0, in the last layer too, and nobody is dead.",
    "O": "In O nothing is wrong before the first step. Compare the three rates.",
    "P": "In P every dW is there, but look at its sizes from the last layer to the first.",
    "Q": "In Q one line of the report has numbers that no other report has.",
}


def named_causes(value):
    """Which cause is named for each of M to Q, and a pointer for those that are wrong."""
    return named_choices(value, RIGHT, ALLOWED, POINTERS)


@exercise("08", cases=[()], view=named_causes)
@hints(
    "All five have the right gradient, and stand near log 3. So leave out the two lines that say this, and compare "
    "the others.",
    "dW can be 0 in every layer for two reasons. Which line of the report tells them apart?",
    "Two of the five have healthy layers. One of them would learn if something were changed. The other has no hope.",
)
def causes():
    """{"M": ..., "N": ..., "O": ..., "P": ..., "Q": ...}: for each report the cause, in the words of the exercise."""
    return {"M": "labels", "N": "zero weights", "O": "rate too small", "P": "vanishing gradient", "Q": "dead relus"}


def named(**others):
    return lambda: RIGHT | others


mistakes(
    causes,
    "labels_and_rate_swapped: N, P and Q are right, and M and O are swapped. "
    "Which of the two falls faster with ten times the rate?",
    named(M="rate too small", O="labels"),
    "zero_and_dead_swapped: M, O and P are right, and N and Q are swapped. Both have a dW of 0. "
    "Whose neurons are 0 on every sample?",
    named(N="dead relus", Q="zero weights"),
    "zero_and_vanishing_swapped: M, O and Q are right, and N and P are swapped. "
    "A gradient that vanishes on its way back is still there in the last layer.",
    named(N="vanishing gradient", P="zero weights"),
    "dead_and_vanishing_swapped: M, N and O are right, and P and Q are swapped. Whose dW is exactly 0?",
    named(P="dead relus", Q="vanishing gradient"),
    "labels_and_vanishing_swapped: N, O and Q are right, and M and P are swapped. "
    "Compare the size of dW in their first layers.",
    named(M="vanishing gradient", P="labels"),
    "rate_and_vanishing_swapped: M, N and Q are right, and O and P are swapped. "
    "Ten times the rate helps one of them, and the other gets worse.",
    named(O="vanishing gradient", P="rate too small"),
    "always_the_rate: You call every rate too small. Ten times the rate helps only one of the five.",
    lambda: dict.fromkeys(CAUSES, "rate too small"),
)
