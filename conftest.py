"""For nbval: the kernels that it starts show no progress bar; whether one appears depends on the speed of a machine."""

import os

os.environ["TQDM_DISABLE"] = "1"
