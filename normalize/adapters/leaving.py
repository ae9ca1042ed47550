"""The end of a process of ours: what it holds is not taken down, for the system takes it back at once."""

from __future__ import annotations

import atexit
import os
import sys

TYPE_CHECKING = False  # as in `typing`, which `--version` can do without
if TYPE_CHECKING:
    from typing import NoReturn


def leave(end: SystemExit) -> NoReturn:
    """End the process with the code of an exit, after all that is to be done at the end.

    Freeing modules and objects one by one is a tenth of a first check (benchmarks/startup.md). Source: mypy
    ends so, too (`mypy.util.hard_exit`).

    Raises:
        SystemExit: Somebody watches, a profiler; a thread is still at work; output cannot be written.
    """
    code = 0 if end.code is None else end.code
    if not isinstance(code, int) or _is_watched() or _has_threads():
        raise end
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):  # Python knows what to say of it
        raise end from None
    os._exit(code)


def _is_watched() -> bool:
    """Whether a profiler, a debugger or a person will look at what is left."""
    monitoring = getattr(sys, "monitoring", None)  # from 3.12 on
    tools = [monitoring.get_tool(number) for number in range(6)] if monitoring else []
    return bool(sys.gettrace() or sys.getprofile() or any(tools) or sys.flags.inspect)


def _has_threads() -> bool:
    threading = sys.modules.get("threading")
    return threading is not None and threading.active_count() > 1
