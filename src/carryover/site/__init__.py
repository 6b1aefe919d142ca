"""The front door: the data folder, the database that comes with it, the roles, the command line, the running
server.

Promises: nothing here starts, writes or connects when it is imported. `home.locate` and
`connections.databases` only say where things are; `starting.ready` makes them so. What a newcomer can get
wrong ends as one sentence (`home.CannotStart`), never as a traceback.
"""
