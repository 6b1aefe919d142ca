"""The student's plan: content as a frozen value, checks with citations, versions, signatures, amendments.

Promises: a signed version never changes (the database refuses); it is hashed over its canonical bytes and the template
version; signing compiles it, so that measures become capture buttons and supports become lines of a card with nothing
typed twice; a change of goal is only ever a draft until it is agreed, recorded and signed.
"""
