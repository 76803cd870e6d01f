# ctest: COST 300
"""How the pages look, over the demo's reports: tests/browser/looks.  With SHOTS, a folder, there is a
picture of each."""
from proof import end
from lib.node import PAGES
from lib.pages import node_with_demo

node_with_demo(PAGES / "looks")
end()
