"""`python -m normalize`: the same as the command `normalize`."""

from normalize.cli import main

if __name__ == "__main__":
    main()
