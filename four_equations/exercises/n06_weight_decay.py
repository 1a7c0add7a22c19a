"""An exercise of notebook 06: weight decay, one more term of the cost and so of the gradient."""

import numpy as np

from .engine import exercise, hints, mistakes, scaled
from .n02_forward_pass import parameters

rng = np.random.default_rng(10)


def decay_case(*sizes, lam):
    return parameters(rng, sizes)[0], parameters(rng, sizes)[0], lam


@exercise("06", cases=[decay_case(3, 4, 2, lam=0.1), decay_case(2, 5, 3, 4, lam=1.5)])
@hints(
    "The gradient of a sum is the sum of the gradients, and that of C is dW already.",
    "What is the derivative of lam/2 w^2 with respect to w? Every weight has such a term.",
)
def decayed_gradient(dW, W, lam):
    """A dict by layer: the gradient of C + lam/2 times the sum of the squares of all weights; dW is that of C."""
    return {l: dW[l] + lam * W[l] for l in dW}


def term(of):
    """A mistake: this term is added to the gradient of each layer."""
    return lambda dW, W, lam: {l: dW[l] + of(W[l], lam) for l in dW}


mistakes(
    decayed_gradient,
    "minus: You subtract the term, and then every step makes the weights larger. In the cost it is added.",
    term(lambda W, lam: -lam * W),
    "factor_two: The term is twice too large: the 2 from the square and the 1/2 cancel.",
    term(lambda W, lam: 2 * lam * W),
    "half_kept: The term is half of what it should be. What becomes of the square when you differentiate?",
    term(lambda W, lam: lam / 2 * W),
    "not_differentiated: You add the squares, which belong to the cost. What is their derivative?",
    term(lambda W, lam: lam / 2 * W**2),
    "twice_the_squares: You add lam times the squares. They belong to the cost: what is their derivative?",
    term(lambda W, lam: lam * W**2),
    "sum_added: You add the whole sum of squares to every entry. What is its derivative with respect to *one* weight?",
    term(lambda W, lam: lam / 2 * np.sum(W**2)),
    "by_the_layers: You divide the term by the number of layers. The cost has the sum over all of them.",
    lambda dW, W, lam: {l: dW[l] + lam * W[l] / len(W) for l in dW},
    "by_the_inputs: You divide the term by the number of columns of W. Some books divide the whole penalty by the "
    "number of *samples*; here nothing is divided.",
    term(lambda W, lam: lam * W / W.shape[1]),
    "by_the_neurons: You divide the term by the number of rows of W. Some books divide the whole penalty by the number "
    "of *samples*; here there is no such division.",
    term(lambda W, lam: lam * W / W.shape[0]),
    "only_the_weights: You add the weights in full. What is lam for?",
    term(lambda W, lam: W),
    "only_lam: You add the same number to every entry. How does the pull on a weight depend on the weight?",
    term(lambda W, lam: lam),
    "only_the_term: This is the gradient of the new term alone. Where is that of C?",
    lambda dW, W, lam: scaled(W, lam),
    "sign_of_the_weights: You add lam times the sign of each weight, which belongs to the sum of the absolute values.",
    term(lambda W, lam: lam * np.sign(W)),
    "multiplied: You multiply the gradient by the weights. The two costs are added: what happens to their gradients?",
    lambda dW, W, lam: {l: dW[l] * lam * W[l] for l in dW},
    "gradient_scaled: You shrink or stretch the gradient. The term pulls at the weights: where are they?",
    lambda dW, W, lam: scaled(dW, 1 + lam),
    "mean_of_the_layer: You divide the term by the number of weights. The cost has their sum, not their mean.",
    term(lambda W, lam: lam * W / W.size),
    "step_taken: You have taken a step with the rate lam. The exercise asks for a gradient.",
    lambda dW, W, lam: {l: W[l] - lam * dW[l] for l in dW},
)
