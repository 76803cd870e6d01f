"""What the programs tell of their routes."""
import subprocess

from proof import BUILD, TOP


def told():
    """Each route: method, path, and its flags with their values."""
    for program in sorted(TOP.glob("cgi/*.c")):
        said = subprocess.run([BUILD / ("dmarc-" + program.stem), "--routes"], check=True, capture_output=True, text=True)
        for line in said.stdout.splitlines():
            method, path, *flags = line.split()
            yield method, path, dict(flag.partition("=")[::2] for flag in flags)


ROUTES = list(told())
LARGEST = max(int(flags["body"]) for _, _, flags in ROUTES if "body" in flags)   # bytes
