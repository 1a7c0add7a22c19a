"""The look of every picture: one colour for each symbol and each class, and matplotlib's settings.

The colours of the symbols are those of Okabe and Ito, darkened until text in them is readable on white.
"""

from pathlib import Path

import matplotlib
from matplotlib.colors import LinearSegmentedColormap

STYLE = matplotlib.rc_params_from_file(Path(__file__).with_name("course.mplstyle"), use_default_template=False)
COLOUR = {"a": "#0072B2", "z": "#8A6100", "W": "#007F5C", "b": "#A8487F", "delta": "#BF4F00"}
CLASS_COLOURS, CLASS_MARKERS = ("#0072B2", "#E69F00", "#007F5C"), ("o", "^", "s")
INK, FAINT, GRID = "#222222", "#999999", "#dddddd"
TWO_CLASSES = LinearSegmentedColormap.from_list("two_classes", ["#7FB8D8", "#F7F7F7", "#F2CF80"])
LOW_TO_HIGH = LinearSegmentedColormap.from_list("low_to_high", ["#F7F7F7", "#7FB8D8"])
# For matplotlib's quiver; the width is a share of the axes.
ARROW = dict(angles="xy", scale_units="xy", scale=1, width=0.012, minlength=0)
