"""Who may do what, to whom, when, and why not.

Promises: one table of acts (`policy.toml`, each line with a reason and a citation) asked in two ways that agree:
`may(actor, act, student)` for one and `visible(actor, Model)` for many. Rights come from relationships with a
beginning and an end and are looked up on every request, so they end on the next one. Row-level security in the
database is the second wall behind both. What an adult must be trained in before they do it is kept beside it, and an
assignment rests on a certificate or on somebody's name.
"""
