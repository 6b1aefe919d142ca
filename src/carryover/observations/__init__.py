"""What was seen: events, their corrections, and the protocol that brings them in from tablets.

Promises: an event is immutable and counted once; every item that reaches the server ends as stored, stored with a
flag, or held with a reason and somebody who can resolve it; the verdict is durable before it is answered.
"""
