"""The benchmark's modules, as `make bench` finds them; properties here are judged without a clock."""

import sys

from hypothesis import settings

from commandcenter.kernel.layers import CHECKOUT

settings.register_profile("bench", deadline=None, max_examples=60)
settings.load_profile("bench")
sys.path.insert(0, str(CHECKOUT / "infra" / "bench"))
