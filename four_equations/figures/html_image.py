"""How a notebook shows a picture: as an <img> with a text alternative."""

import base64
import html


class HtmlImage:
    """An image with a text alternative, `alt`. A subclass has `data()`, the bytes of a file of the type `kind`."""

    kind, alt = "image/png", ""

    def html(self):
        """The image as an <img> that holds its file, and never grows wider than the page."""
        source = base64.b64encode(self.data()).decode()
        alt = html.escape(self.alt)
        return f'<img alt="{alt}" src="data:{self.kind};base64,{source}" style="max-width:100%;height:auto">'

    _repr_html_ = html

    def __repr__(self):
        return f"Picture: {self.alt}"
