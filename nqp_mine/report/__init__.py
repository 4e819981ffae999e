"""Tables to files that people open."""
