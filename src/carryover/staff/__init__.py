"""How adults become ready for a student's day: training, what they hold, what is lacking and who allowed it meanwhile.

Promises: a training is instruct, model, rehearse and observe to a criterion, signed off by somebody who saw it; what is
lacking is computed when asked from plans, requirements, certificates and overrides, never kept in a column; nobody is
taken away from a student by a computer.
"""
