"""What was done and what was read, by whom, by what right.

Promises: entries are written in the transaction of the act they describe, are never changed or deleted (the database
refuses), hold ids and never names, and are chained by a sealer so that a later edit is found and named.
"""
