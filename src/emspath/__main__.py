"""`python -m emspath`."""

from emspath.cli import run

run()
