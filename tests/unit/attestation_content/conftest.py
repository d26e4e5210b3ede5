from hypothesis import settings

settings.register_profile("content", deadline=None, max_examples=60)
settings.load_profile("content")
