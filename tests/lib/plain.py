"""The programs as users have them: sanitizers take more memory, and more time."""
import fcntl
import subprocess

from proof import BUILD, TOP

PLAIN = TOP / "build-gcc"       # as .ci/run builds it


def sanitized():
    return "SANITIZE:BOOL=ON" in (BUILD / "CMakeCache.txt").read_text()


def plain(program):
    """The program without sanitizers: BUILD's, or one that is built here."""
    if not sanitized():
        return BUILD / program
    PLAIN.mkdir(exist_ok=True)
    with open(PLAIN / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (PLAIN / "CMakeCache.txt").exists():
            subprocess.run(["cmake", "-S", TOP, "-B", PLAIN, "-DCMAKE_C_COMPILER=gcc"], check=True,
                           stdout=subprocess.DEVNULL)
        subprocess.run(["cmake", "--build", PLAIN, "-j2", "--target", program], check=True,
                       stdout=subprocess.DEVNULL)
    return PLAIN / program
