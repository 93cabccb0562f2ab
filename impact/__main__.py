"""`python -m impact`: the command, where it is on no path."""

from impact.cli import main

if __name__ == "__main__":
    main()
