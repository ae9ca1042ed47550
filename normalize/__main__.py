"""`python -m normalize` is `normalize`."""

from normalize.cli import main

main()
