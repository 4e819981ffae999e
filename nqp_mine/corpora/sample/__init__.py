"""The embedded sample: a bank of made-up sentences and the generator of a corpus from it."""
