#!/usr/bin/env python3
"""Runs a program as somebody who is not root: as_ordinary_user.py PROGRAM ARGUMENTS...

Root becomes `nobody`, or with SWARM_TEST_AS=account the first ordinary account of the machine; everybody else stays who
he is. The program is opened first, because its folder may be closed to others.
"""

import os
import pwd
import sys


def chosen():
    if os.environ.get("SWARM_TEST_AS") == "account":
        ordinary = sorted((entry.pw_uid, entry) for entry in pwd.getpwall() if 1000 <= entry.pw_uid < 60000)
        if ordinary:
            return ordinary[0][1]
    return pwd.getpwnam("nobody")


def main():
    program = os.open(sys.argv[1], os.O_RDONLY)
    if os.geteuid() == 0:
        user = chosen()
        os.chdir("/tmp")
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
        os.environ["HOME"] = user.pw_dir
    os.execve(program, sys.argv[1:], os.environ)


main()
