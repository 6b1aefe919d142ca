"""The figures: each is a ratio taken within one run, printed with the machine's load and the spread."""
