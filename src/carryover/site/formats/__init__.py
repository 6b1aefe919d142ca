"""How numbers and dates are read and written in each language, where the United States differs from Django's choice."""
