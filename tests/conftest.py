from hypothesis import settings

# Slow machines must not fail a property, and every run tests the same examples.
settings.register_profile("suite", deadline=None, derandomize=True, max_examples=100)
settings.load_profile("suite")
