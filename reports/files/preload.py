"""What every brief needs, made once: the process that imports this is the one workers are forked from.

No fonts are opened here: with them Pango may start a thread, which a fork would lose.
"""

from __future__ import annotations

import gc

from reports.files import companions, document, workers, write  # noqa: F401  # not again by each worker
from reports.files.pdf import prepare

prepare()
gc.collect()
gc.freeze()  # what is here now is shared by all workers and never looked at again
