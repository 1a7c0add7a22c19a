"""Tables of what people write in place of something else, with the sentences that are said of it."""

import ast

SYMBOLS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.MatMult: "@", ast.Div: "/", ast.Pow: "**",
    ast.Gt: ">", ast.GtE: ">=", ast.Lt: "<", ast.LtE: "<=", ast.Eq: "==",
}  # fmt: skip
REDUCTIONS = ("sum", "mean", "max", "argmax")
SLOPES = ("sigmoid_prime", "slopes")
NEVER_FORGOTTEN = ("max", "len", "range", "zip", "dict", "int", "float", "rng", "copy", "zeros", "astype")
ORDER = "Which of the two is subtracted from which?"
BOTH = "Both factors are made of the activation."
# In a reference: {operation: {"name: sentence": what is done instead}}. `{it}` is the source of that. In sums and the
# like, `axis` and `keepdims` are those of the right one, and `other` is the other axis.
RULES = {
    "p - q": {
        f"turned_round: It fits `{{it}}`. {ORDER}": "q - p",
        "added: It fits `{it}`. Should these two be added?": "p + q",
        "nothing_subtracted: It fits `{it}` alone, with nothing subtracted from it.": "p",
        "half_square: It fits `{it}`, half a square. What is the derivative of that?": "0.5 * (p - q) ** 2",
        "square: It fits `{it}`, a square. What is its derivative?": "(p - q) ** 2",
        "sign_lost: It fits `{it}`, where the sign is lost.": "abs(p - q)",
    },
    "p + q": {
        "subtracted: It fits `{it}`, so the sign between the two is turned.": "p - q",
        "second_term_missing: It fits `{it}` alone. What must be added to it?": "p",
        "first_term_missing: It fits `{it}` alone. What must it be added to?": "q",
    },
    "p * q": {
        "factor_missing: It fits `{it}` alone, so a factor is missing.": "p",
        "only_one_factor: It fits `{it}` alone, so the other factor is missing.": "q",
        "matrix_product: It fits `{it}`, where that runs. Should it be entry by entry?": "p @ q",
        "slope_of_the_error: It fits `e * (1 - e)`, where e is what arrives. The slope belongs at z.": "p * (1 - p)",
        "slope_at_the_error: It takes the slope at the error itself. The slope belongs at z.": "p * sigmoid_prime(p)",
        "factor_twice: It fits `{it}`, so a factor is there twice.": "p * q * q",
        "factor_summed: It adds up the second factor over the neurons. Each entry has one of its own.":
            "p * np.sum(q, axis=0)",
        "divided: It fits `{it}`. Should it be multiplied?": "p / q",
        "added: It fits `{it}`. Should it be multiplied?": "p + q",
    },
    "p @ q": {
        "entry_by_entry: It fits `{it}`, where that runs. Should it be a matrix product?": "p * q",
        "product_swapped: It fits `{it}`, a product with its sides swapped.": "q @ p",
    },
    "p / q": {
        "division_missing: It fits `{it}` alone, so a division is missing.": "p",
        "multiplied: It fits `{it}`. Should it be divided?": "p * q",
        "divided_twice: It fits `{it}`, so it is divided twice.": "p / q / q",
    },
    "p ** q": {
        "power_missing: It fits `{it}` alone, so a power is missing.": "p",
        "power_too_high: It fits `{it}`, and that power is too high.": "p ** (q + 1)",
        "doubled_for_squared: It fits `{it}`. A power multiplies a number by itself.": "p * q",
    },
    "-p": {"minus_missing: It fits `{it}`, so a minus is missing.": "p"},
    "p.T": {"no_transpose: It fits `{it}`, where that runs. Is a transpose missing?": "p"},
    "p > q": {
        "at_equality: It is wrong where `{it}` is true only because both sides are equal.": "p >= q",
        "comparison_turned: It fits `{it}`, a comparison that is turned round.": "p < q",
    },
    "p >= q": {
        "at_equality: It is wrong where the two sides of `{it}` are equal.": "p > q",
        "comparison_turned: It fits `{it}`, a comparison that is turned round.": "p < q",
    },
    "p == q": {"comparison_turned: It fits `{it}`, a comparison that is turned round.": "p != q"},
    "slope(p)": {
        "sigmoid_for_slope: It takes the sigmoid where its slope belongs.": "sigmoid(p)",
        "no_slope: The slope is missing.": "1",
        "slope_at_a: It takes the slope at a. The slope belongs at z.": "f(sigmoid(p))",
        "z_for_a: It fits `z * (1 - z)` for the slope. a(1 - a) has the activation in both places.": "p * (1 - p)",
        f"z_in_the_bracket: It fits `a * (1 - z)` for the slope. {BOTH}": "sigmoid(p) * (1 - p)",
        f"z_before_the_bracket: It fits `z * (1 - a)` for the slope. {BOTH}": "p * (1 - sigmoid(p))",
        "slope_of_tanh: It takes the slope of tanh.": "1 - np.tanh(p) ** 2",
        "slope_of_tanh_at_a: It fits `1 - a ** 2` for the slope. That form belongs to tanh.": "1 - sigmoid(p) ** 2",
        "slope_of_tanh_at_z: It fits `1 - z ** 2` for the slope. That form belongs to tanh, and to its value.":
            "1 - p ** 2",
        "only_the_bracket: It fits `1 - a` for the slope, so the first factor is missing.": "1 - sigmoid(p)",
        "slope_negative: Its slope is negative, but the activation always rises.": "-f(p)",
        "slope_twice: The slope is there twice.": "f(p) ** 2",
        "slope_of_relu: It takes the slope of relu.": "p > 0",
        "z_for_the_slope: It takes z where the slope belongs.": "p",
    },
    "f(p)": {"function_missing: It fits `{it}` in one place where a function of it belongs.": "p"},
    "p.sum()": {
        "mean_for_sum: It takes a mean where a sum is meant.": "p.mean(axis=axis, keepdims=keepdims)",
        "summed_along_the_other_axis: It adds up along the other axis.": "p.sum(axis=other, keepdims=keepdims)",
        "everything_summed: It adds up everything, where each has a sum of its own.":
            "np.full_like(p.sum(axis=axis, keepdims=keepdims), p.sum())",
        "nothing_summed: It adds up nothing.": "p",
        "flat: It is flat. `keepdims=True` keeps the dimension that is added up.": "p.sum(axis=axis)",
    },
    "p.mean()": {
        "sum_for_mean: It takes a sum where a mean is meant.": "p.sum(axis=axis, keepdims=keepdims)",
        "mean_along_the_other_axis: It takes the mean along the other axis.": "p.mean(axis=other, keepdims=keepdims)",
        "mean_of_everything: It takes one mean of everything.":
            "np.full_like(p.sum(axis=axis, keepdims=keepdims), p.mean())",
        "divided_by_everything: It divides the sum by the number of all entries.":
            "p.sum(axis=axis, keepdims=keepdims) / np.size(p)",
        "flat: It is flat. `keepdims=True` keeps the dimension that is averaged.": "p.mean(axis=axis)",
    },
    "p.max()": {
        "largest_of_all: It takes the largest of everything.": "p.max()",
        "largest_along_the_other_axis: It takes the largest along the other axis.": "p.max(axis=other)",
    },
    "p.argmax()": {
        "value_for_place: It takes the largest value where its place is meant.": "p.max(axis=axis)",
        "place_along_the_other_axis: It looks along the other axis.": "p.argmax(axis=other)",
        "smallest: It looks for the smallest.": "p.argmin(axis=axis)",
    },
    "[p + q]": {"layer_itself: It fits the index `{it}`, another layer.": "p",
                "layer_before: It fits the index `{it}`, another layer.": "p - q"},
    "[p - q]": {"layer_itself: It fits the index `{it}`, another layer.": "p",
                "layer_after: It fits the index `{it}`, another layer.": "p + q"},
    "[p]": {"layer_after: It fits the index `{it}`, another layer.": "p + 1",
            "layer_before: It fits the index `{it}`, another layer.": "p - 1"},
    "range(p)": {"one_more: It fits `range` with `{it}`, so a loop begins or ends elsewhere.": "p + 1",
                 "one_less: It fits `range` with `{it}`, so a loop begins or ends elsewhere.": "p - 1"},
    "[1]": {"other_index: Its rows and columns are mixed up: it is the other one than `[{it}]`.": "1 - p"},
    "1": {"number_doubled: A number is twice as large as it should be: `{it}`.": "2 * p",
          "number_halved: A number is half as large as it should be: `{it}`.": "p / 2"},
}  # fmt: skip

# In the learner's own source: {operation: [(name, what is the matter with `{old}`, what would be right)]}.
ORDERED = "`{old}` has its two sides in the wrong order"
SIDES = "`{old}` needs a transpose on one side"
EQUAL = "`{old}` decides wrongly where both sides are equal"
TURNED = "`{old}` is turned round"
LEFT, RIGHT = "`{old}` has a part too many: `{p}`", "`{old}` has a part too many: `{q}`"
OPERATOR = "`{old}` has the wrong operator"
MENDS = {
    "p @ q": [
        ("matrix_product", "`{old}` is a matrix product, where entry by entry is meant", "p * q"),
        ("turned_round", ORDERED, "q @ p"), ("no_transpose", SIDES, "p.T @ q"), ("no_transpose", SIDES, "p @ q.T"),
    ],
    "p * q": [
        ("entry_by_entry", "`{old}` multiplies entry by entry, where a matrix product is meant", "p @ q"),
        ("too_much", RIGHT, "p"), ("too_much", LEFT, "q"), ("wrong_operator", OPERATOR, "p / q"),
    ],
    "p / q": [("divided", "the division by `{q}` in `{old}` does not belong there", "p"),
              ("wrong_operator", OPERATOR, "p * q")],
    "p - q": [("turned_round", ORDERED, "q - p"), ("wrong_operator", OPERATOR, "p + q"),
              ("too_much", "`{old}` takes something off that does not belong there", "p")],
    "p + q": [("wrong_operator", OPERATOR, "p - q"), ("too_much", RIGHT, "p"), ("too_much", LEFT, "q")],
    "p > q": [("at_equality", EQUAL, "p >= q"), ("comparison_turned", TURNED, "p < q")],
    "p >= q": [("at_equality", EQUAL, "p > q"), ("comparison_turned", TURNED, "p < q")],
    "p < q": [("at_equality", EQUAL, "p <= q"), ("comparison_turned", TURNED, "p > q")],
    "p <= q": [("at_equality", EQUAL, "p < q"), ("comparison_turned", TURNED, "p > q")],
    "-p": [("minus", "the minus in `{old}` does not belong there", "p")],
    "p.T": [("transposed", "the transpose `{old}` does not belong there", "p")],
}  # fmt: skip
OTHER_FUNCTIONS = {
    "max": ("argmax", "`{old}` gives the largest value, where its place is meant"),
    "min": ("argmin", "`{old}` gives the smallest value, where its place is meant"),
    "dot": ("multiply", "`{old}` is a matrix product, where entry by entry is meant"),
    "matmul": ("multiply", "`{old}` is a matrix product, where entry by entry is meant"),
    "multiply": ("matmul", "`{old}` multiplies entry by entry, where a matrix product is meant"),
    "sum": ("mean", "`{old}` is a sum, where a mean is meant"),
    "mean": ("sum", "`{old}` is a mean, where a sum is meant"),
    "sigmoid": ("sigmoid_prime", "`{old}` is the sigmoid, where its slope is meant"),
    "sigmoid_prime": ("sigmoid", "`{old}` is the slope of the sigmoid, where the sigmoid is meant"),
}
