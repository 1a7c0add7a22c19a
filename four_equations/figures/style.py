"""The look of every picture: one colour for each symbol, each class and each sign of a weight; matplotlib's settings.

The colours of the symbols are those of Okabe and Ito, darkened until text in them is readable on white. The classes
have those that no symbol has: sky blue, yellow and grey. They are light, so marks in them have a dark edge.
"""

from pathlib import Path

import matplotlib
from matplotlib.colors import LinearSegmentedColormap

STYLE = matplotlib.rc_params_from_file(Path(__file__).with_name("course.mplstyle"), use_default_template=False)
COLOUR = {"a": "#0072B2", "z": "#8A6100", "W": "#007F5C", "b": "#A8487F", "delta": "#BF4F00"}
CLASS_COLOURS, CLASS_MARKERS = ("#56B4E9", "#F0E442", "#999999"), ("o", "^", "s")
NEGATIVE, POSITIVE = "#6A4CA0", COLOUR["W"]  # weights
INK, FAINT, GRID = "#222222", "#999999", "#dddddd"
TWO_CLASSES = LinearSegmentedColormap.from_list("two_classes", ["#A3D6F4", "#FAFAFA", "#F4EC8E"])
# NEGATIVE and POSITIVE, so light that + and − can be read on them.
SIGNS = LinearSegmentedColormap.from_list(
    "signs", ["#9A82C9", "#FFFFFF", "#2F9E7E"], N=255
)  # odd, so that white is in the middle
LOW_TO_HIGH = LinearSegmentedColormap.from_list("low_to_high", ["#F7F7F7", "#7FB8D8"])
# For matplotlib's quiver; the width is a share of the axes.
ARROW = dict(angles="xy", scale_units="xy", scale=1, width=0.012, minlength=0)
