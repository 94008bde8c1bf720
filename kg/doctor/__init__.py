"""What is installed, what is set, and whether store and domain can be used.

Nothing here raises: a fault is an answer, told beside all that is well.
"""
