"""Starts a program in one folder after another: python start_each.py MODULES PROGRAM WORD... -- FOLDER...

As the shell would, each in a process of its own; only that this one has the modules in memory already, whose loading takes
most of the time of a run of twenty steps. Prints one JSON a folder: its number, and how the process ended.
"""

import importlib
import json
import os
import runpy
import sys
import tempfile
import traceback

modules, program, *words = sys.argv[1:]
words, folders = words[: words.index("--")], words[words.index("--") + 1 :]
for module in filter(None, modules.split(",")):
    importlib.import_module(module)
for number, folder in enumerate(folders):
    with tempfile.TemporaryFile("w+") as said:
        child = os.fork()
        if child == 0:
            code = 1
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
            try:
                os.chdir(folder)
                # Python has the folder of the script first in its path.
                sys.argv, sys.path[0] = [program, *words], os.path.dirname(os.path.abspath(program))
                runpy.run_path(program, run_name="__main__")
                code = 0
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else int(end.code is not None)
            except BaseException:
                traceback.print_exc()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        _, status = os.waitpid(child, 0)
        said.seek(0)
        told = {"number": number, "code": os.waitstatus_to_exitcode(status)}
        if told["code"] != 0:
            told["said"] = said.read()[-2000:]
        print(json.dumps(told), flush=True)
