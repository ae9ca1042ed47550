"""`normalize calibrate`: what people decided of our corrections → a calibration for this desk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from normalize.cli_wishes import paths


def calibrate(
    decisions: Annotated[
        list[str] | None,
        typer.Argument(metavar="[DECISIONS...]", help="JSON Lines; without any, the configured file."),
    ] = None,
    *,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", show_default=False, help="Write the calibration.")
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="For machines: what --out writes.")] = False,
) -> int:
    """Fit our probabilities to accepted and rejected corrections: how well they fit before and after.

    Without --out nothing is written. `fix --interactive` records decisions.
    """
    from normalize.adapters.calibrations import calibration_text, configured_decisions, fitted, table
    from normalize.adapters.streams import emit, say
    from normalize.files import write_atomically

    fit, left_out = fitted(paths(decisions) or [configured_decisions()], say)
    emit([calibration_text(fit)] if json_ else table(fit, left_out))
    if out:
        write_atomically(out, calibration_text(fit).encode("utf-8"))
        say(f'wrote {out}; to use it, configure: calibration = "{out}"')
    return 0
