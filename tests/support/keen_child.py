"""The checkout's process for costly work, standing back for nobody: beside the suite's other parts it would starve."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[2])
    from checkout.rendering import child

    child._NICE = 0  # type: ignore[misc]
    child.main(int(sys.argv[1]))
