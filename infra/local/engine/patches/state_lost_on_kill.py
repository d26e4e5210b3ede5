"""Save the state periodically when it is kept at all.

Gap: the engine saves its state only on an orderly stop, so a killed engine loses everything since the start.
SNAPSHOT_SECONDS sets the interval; without it, or without PERSIST_STATE, nothing changes.
Patch point: `app.save_all`, which the orderly stop calls too: both must not write the same files at once.
"""

from __future__ import annotations

import os
import threading
from typing import Any

from patching import engine_module, patch_point


def apply() -> None:
    app = engine_module("app")
    save_all = patch_point(app, "save_all", ("services",))
    services = patch_point(app, "_build_persistence_save_dict", ())
    interval = float(os.environ.get("SNAPSHOT_SECONDS", "0"))
    if not app.PERSIST_STATE or not interval:
        return
    one_writer, never = threading.Lock(), threading.Event()

    def save_alone(state: dict[str, Any]) -> None:
        with one_writer:
            save_all(state)

    def save_periodically() -> None:
        while not never.wait(interval):
            app.save_all(services())

    app.save_all = save_alone
    threading.Thread(target=save_periodically, name="snapshot", daemon=True).start()
