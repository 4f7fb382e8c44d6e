"""What holds for every test: property tests are repeatable, and none of them asserts a time."""

from hypothesis import settings

settings.register_profile("mingji", deadline=None, derandomize=True)
settings.load_profile("mingji")
