"""Rosters in: people, classes and assignments from one simple file.

Promises: a file writes nothing before somebody has seen, row by row, what it would change, and then exactly that, in
one transaction or not at all. Every row asks the right that it stands for; nobody is entered twice unless a person says
so, and nobody is ever deleted. The file itself is kept nowhere.
"""
