"""Spans and matrices to measures."""
