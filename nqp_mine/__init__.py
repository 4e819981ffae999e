"""Measure policy attention to new-quality R&D, industry and enterprise in Chinese documents."""

__version__ = "0.1.0"
