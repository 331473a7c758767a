#!/usr/bin/env python
"""Convive's command line: `manage.py up`, `manage.py worker`, `manage.py facts` and Django's own."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if "--demo" in sys.argv:
        # Said once at the door: every child process inherits it through the environment.
        os.environ["CONVIVE_MODE"] = "demo"
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
