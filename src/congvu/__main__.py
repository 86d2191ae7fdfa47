"""`python -m congvu` is the `congvu` command."""

from congvu.config.cli import main

if __name__ == "__main__":
    main()
