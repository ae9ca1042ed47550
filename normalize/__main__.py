"""`python -m normalize` and `normalize`: the command line. Ctrl-C is quiet while it is loaded, too."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line, and exit with its code."""
    try:
        from normalize.cli_again import told_again

        if told_again(sys.argv[1:]):
            sys.exit(0)
        from normalize.cli import main as run

        run()
    except SystemExit as end:
        from normalize.adapters.leaving import leave

        leave(end)
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
