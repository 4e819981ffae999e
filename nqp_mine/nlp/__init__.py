"""Text to sentences, tokens, spans and weights; knows no files and no themes."""
