"""Lets the tests of this folder share modules, and those of the federation's hub in memory."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "mesh" / "federation"), str(HERE.parent / "compliance")]
