# ctest: COST 100
"""Every page in Chromium, Firefox and WebKit, over the demo's reports: tests/browser/engines."""
from proof import end
from lib.node import PAGES
from lib.pages import node_with_demo

node_with_demo(PAGES / "engines")
end()
