"""A question in the page, answered once: by a button for each option, or on a slider through all of them."""

import anywidget
import traitlets

from .stage import beside


class Question(anywidget.AnyWidget):
    """A question and its options, which are texts. `chosen` is the index of the answer, None until there is one."""

    _esm = beside("elements.js") + beside("question.js")
    _css = beside("question.css") + beside("shown.css")

    question = traitlets.Unicode().tag(sync=True)
    options = traitlets.List(traitlets.Unicode()).tag(sync=True)
    on_a_slider = traitlets.Bool().tag(sync=True)
    chosen = traitlets.Int(None, allow_none=True).tag(
        sync=True,
        from_json=lambda index, asked: (  # the first answer stays
            index if asked.chosen is None and index in range(len(asked.options)) else asked.chosen
        ),
    )
