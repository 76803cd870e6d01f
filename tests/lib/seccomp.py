"""System calls that fail: of a unit, as its SystemCallFilter= lets them, for a program that no systemd
starts; or one of them, as on another file system."""
import ctypes
import os
import re
import subprocess

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER = 38, 22, 2
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, ERRNO = 0x7fff0000, 0x00050000
EPERM = 1


class Instruction(ctypes.Structure):
    _fields_ = [("code", ctypes.c_ushort), ("jt", ctypes.c_ubyte), ("jf", ctypes.c_ubyte), ("k", ctypes.c_uint)]


class Program(ctypes.Structure):
    _fields_ = [("len", ctypes.c_ushort), ("filter", ctypes.POINTER(Instruction))]


def _sets():
    """The groups of calls that systemd knows, by name."""
    said = subprocess.run(["systemd-analyze", "syscall-filter"], check=True, capture_output=True, text=True).stdout
    groups, name = {}, None
    for line in said.splitlines():
        if line.startswith("@"):
            name = groups[line.strip()] = []
        elif line.startswith("    ") and not line.strip().startswith("#") and name is not None:
            name.append(line.strip())
    return groups


def _calls(word, groups):
    return {c for each in groups[word] for c in _calls(each, groups)} if word.startswith("@") else {word}


def allowed(unit):
    """The names of the calls that a unit's text lets through; the first line of it lists some."""
    groups = _sets()
    calls = _calls("@default", groups)
    for minus, words in re.findall(r"^SystemCallFilter=(~?)(.+)$", unit, re.M):
        for word in words.split():
            calls = calls - _calls(word, groups) if minus else calls | _calls(word, groups)
    return calls


def _numbers():
    said = subprocess.run(["cc", "-E", "-dM", "-include", "sys/syscall.h", "-"], check=True, input="",
                          capture_output=True, text=True).stdout
    return {name: int(n) for name, n in re.findall(r"^#define __NR_(\w+) (\d+)$", said, re.M)}


def filtered(unit):
    """For subprocess: preexec_fn, after which other calls are EPERM, as in SystemCallErrorNumber=."""
    numbers = _numbers()
    code = [(LOAD, 0, 0, 0)]
    for name in sorted(allowed(unit) & set(numbers)):
        code += [(EQUAL, 0, 1, numbers[name]), (RETURN, 0, 0, ALLOW)]
    code.append((RETURN, 0, 0, ERRNO | EPERM))
    return _installed(code)


def failing(call, number):
    """As filtered(): this one call fails with this errno."""
    return _installed([(LOAD, 0, 0, 0), (EQUAL, 0, 1, _numbers()[call]), (RETURN, 0, 0, ERRNO | number),
                       (RETURN, 0, 0, ALLOW)])


def _installed(code):
    array = (Instruction * len(code))(*code)
    program = Program(len(code), array)
    libc = ctypes.CDLL(None, use_errno=True)

    def install():
        if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 or \
                libc.prctl(PR_SET_SECCOMP, FILTER, ctypes.byref(program), 0, 0) != 0:
            os._exit(126)
    return install
