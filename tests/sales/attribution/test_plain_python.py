"""A stranger can run the verdict with Python and this folder alone."""

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
before = set(sys.modules)
import sales.attribution
rooms = {name for name in set(sys.modules) - before if not name.startswith("sales")}
foreign = {name for name in rooms if name.partition(".")[0] not in sys.stdlib_module_names}
print(sorted(foreign))
"""


def test_attribution_needs_the_standard_library_alone():
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-I", "-c", PROGRAM, str(root)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
