"""Choose what is said in a step (the start, the end, or its phase), and mark it where a learner's numbers differ."""

from ..figures.formats import decimals
from ..figures.networks import Grid
from . import phases
from .phases import Explanation, Row, several


def explain(trace, step, comparison):
    """The Explanation of this step, with marks where the numbers of a Comparison agree and where they differ."""
    if not step.moves:
        return _end(trace, comparison) if step.done else _start(trace)
    said = getattr(phases, step.phase)(trace, step)
    known, difference = set(trace.moves[: step.done]), comparison.difference
    said = said._replace(rows=[_marked(row, step, known, comparison) for row in said.rows])
    if difference not in step.moves:
        return said
    if difference in comparison.answers:
        said.rows.append(Row("yours", "", decimals(comparison.answers[difference])))
    return said._replace(sentence=f"{said.sentence} {comparison.why}", difference=difference)


def _marked(row, step, known, comparison):
    """The row with "?" for what is unknown, and marks for the newest number and for what the comparison says."""
    active = step.grain == "edge" and step.last in row.moves
    if not known.issuperset(row.moves):
        return row._replace(middle="", value="?", active=active)
    value, verdict = row.value if row.value == "" else decimals(row.value), ""
    if row.moves and not row.factor:
        if comparison.difference in row.moves:
            verdict = "✗"
        elif comparison.answers.keys() >= set(row.moves):
            verdict = "✓"
    return row._replace(value=value, active=active or verdict == "✗", verdict=verdict)


def _start(trace):
    x, L = trace.x[:, 0], trace.net.L
    return Explanation(
        "The start: one sample",
        ["a^0 = x", f"a^{L}_j should become y_j"],
        [Row(f"a^0_{k}", "", decimals(value)) for k, value in enumerate(x)],
        [Grid("a^0", (len(x), 1), "a"), " ", Grid("y", (trace.net.layers[-1], 1), "")],
        f"The start: of all values only the input is known, a⁰ = x = {several(x)}.",
    )


def _end(trace, comparison):
    dW, db = trace.dW, trace.db
    count = sum(dW[l].size + db[l].size for l in dW)
    title, sentence = "The gradient is complete", f"The end: the gradient is complete, {count} numbers."
    if comparison.answers:
        title = "Every entry agrees ✓"
        sentence = (
            f"The end: all {len(comparison.answers)} of your numbers agree. One sample cannot show whether "
            "you take the mean over a batch: of one number, sum and mean are the same."
        )
    summary = ("BP1   δ^L = ∇_aC ⊙ σ′(z^L)", "BP2   δ^l = ((W^{l+1})^T δ^{l+1}) ⊙ σ′(z^l)")
    summary += ("BP3   ∂C/∂b^l = δ^l", "BP4   ∂C/∂W^l = δ^l (a^{l−1})^T")
    matrices = [Grid(f"∂C/∂W^{l}", dW[l].shape, "W") for l in dW]
    matrices += [Grid(f"∂C/∂b^{l}", (len(db[l]), 1), "b") for l in db]
    lines = [f"{count} numbers, one for", "each weight and each bias"]
    return Explanation(title, lines, list(map(Row, summary)), matrices if trace.net.L <= 2 else [], sentence)
