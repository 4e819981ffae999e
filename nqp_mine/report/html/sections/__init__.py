"""The parts of the page. Each module has build(source), which returns what its template shows.

A section whose table is not in the folder returns None and does not appear.
"""
