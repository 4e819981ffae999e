"""`python -m nqp_mine` is the same as `nqp-mine`."""

from nqp_mine.cli.main import main

if __name__ == "__main__":
    main()
