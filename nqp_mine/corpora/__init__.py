"""Files to documents: reading, describing, storing."""
