"""Signing in and staying signed in: passwords, passkeys, one-time codes, the district's own provider, sessions.

Promises: failed tries are counted in the database, outside the transaction of the request that failed; a session ends
on its own clock and on everybody's word at once; what somebody was typing when it ended is theirs again after they
have signed in; nobody gets an account from a provider, only into the one that the school made.
"""
