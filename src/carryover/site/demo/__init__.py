"""A made-up district to try the product on and to test it with.

Promises: the same size, seed and day give the same rows to the last byte, whatever the machine. Nobody in it exists.
The people with a part in the story, their students and their history are the same in every size. Plans go through the
same content, hash and checks as signed ones, events have the shape that the log keeps, and the journal verifies.
"""
