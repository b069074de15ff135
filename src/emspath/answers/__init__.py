"""A module for each question: its record and its pure function, `(catalogue, question) -> answer`.

Answers know nothing of formats: no printing, no clock, no environment. A date that an answer depends on is an
argument.
"""
