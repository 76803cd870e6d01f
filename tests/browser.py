# ctest: COST 400
"""The pages in a browser, over the real programs and the demo's reports: what is done on them, and what
comes of it.  After BUILD: the names of some of tests/browser, not all."""
import sys

from proof import end
from lib.node import PAGES
from lib.pages import node_with_demo

some = [PAGES / (name + ".test.js") for name in sys.argv[2:]]
node_with_demo(*some or [*sorted(PAGES.glob("*.test.js")), PAGES / "unit"])
end()
