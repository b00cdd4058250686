"""What a process gives up before it reads a stranger's file: memory, time, files, and all but a few system calls.

Works as root and as anyone else: the filter of system calls (seccomp) asks for no privilege, and there is no socket, no
file and no program that could still be opened once it is in force. Linux on x86-64 and 64-bit ARM; elsewhere nothing
is parsed.
"""

from __future__ import annotations

import ctypes
import platform
import resource
import struct
from dataclasses import dataclass

MEGABYTE = 1024 * 1024
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_EPERM = 1
_RETURN_ERROR = 0x00050000 | _EPERM
_RETURN_KILL = 0x80000000
_RETURN_ALLOW = 0x7FFF0000
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4

# Per machine: what the kernel calls it, and the numbers of read, write, close, fstat, lseek, mmap, mprotect, munmap,
# brk, rt_sigaction, rt_sigprocmask, rt_sigreturn, sigaltstack, mremap, madvise, futex, exit, exit_group,
# clock_gettime, getrandom. Everything else is refused with "not permitted".
_MACHINES: dict[str, tuple[int, tuple[int, ...]]] = {
    "x86_64": (0xC000003E, (0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 131, 25, 28, 202, 60, 231, 228, 318)),
    "aarch64": (0xC00000B7, (63, 64, 57, 80, 62, 222, 226, 215, 214, 134, 135, 139, 132, 216, 233, 98, 93, 94, 113,
                             278)),
}


class NotConfined(Exception):
    """This machine offers no way to confine a process, so nothing is parsed."""


@dataclass(frozen=True)
class Bounds:
    """What a confined process may use: bytes of memory, bytes of output, seconds of processor time."""

    memory: int = 900 * MEGABYTE
    output: int = 64 * MEGABYTE
    cpu_s: int = 20


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def limit(bounds: Bounds) -> None:
    """Set the limits of this process for good; more than it was given itself it cannot allow."""
    for kind, most in ((resource.RLIMIT_AS, bounds.memory), (resource.RLIMIT_FSIZE, bounds.output),
                       (resource.RLIMIT_CPU, bounds.cpu_s), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (least, least))


def confine() -> None:
    """Refuse this process every system call from now on that opens, connects, starts or signals anything.

    Raises NotConfined when the machine has no such filter.
    """
    program = _filter()
    libc = ctypes.CDLL(None, use_errno=True)
    # The numbers are passed as whole words: the kernel looks at all of their bits.
    zero = ctypes.c_ulong(0)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), zero, zero, zero) != 0:
        raise NotConfined(f"prctl: errno {ctypes.get_errno()}")
    rules = _Program(len(program) // 8, program)
    if libc.prctl(_PR_SET_SECCOMP, ctypes.c_ulong(_SECCOMP_MODE_FILTER), ctypes.byref(rules), zero, zero) != 0:
        raise NotConfined(f"seccomp: errno {ctypes.get_errno()}")


def _filter() -> bytes:
    if platform.machine() not in _MACHINES:
        raise NotConfined(f"no filter for {platform.machine()}")
    architecture, allowed = _MACHINES[platform.machine()]
    lines = [_line(_LOAD, _ARCHITECTURE_AT), _line(_JUMP_IF_EQUAL, architecture, 1, 0), _line(_RETURN, _RETURN_KILL),
             _line(_LOAD, _NUMBER_AT)]
    for place, number in enumerate(allowed):
        # Over the numbers that are left, and over the refusal, to the permission at the end.
        lines.append(_line(_JUMP_IF_EQUAL, number, len(allowed) - place, 0))
    return b"".join([*lines, _line(_RETURN, _RETURN_ERROR), _line(_RETURN, _RETURN_ALLOW)])


def _line(code: int, value: int, when_equal: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, when_equal, otherwise, value)
