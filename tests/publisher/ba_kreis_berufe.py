"""The open R package with the BA's special evaluation; its files are replaced in place."""

from __future__ import annotations

from tests.publisher.originals import original
from tests.publisher.world import Asked, Reply, World

ID = "ba_kreis_berufe"


def answer(world: World, asked: Asked) -> Reply | None:
    """Serve the four files of the package."""
    if asked.host != "raw.githubusercontent.com":
        return None
    return original(ID, asked.path.rpartition("/")[2])
