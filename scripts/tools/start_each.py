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
    with tempfile.TemporaryFile("w+") as log:
        child = os.fork()
        if child == 0:
            code = 1
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
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
        log.seek(0)
        result = {"number": number, "code": os.waitstatus_to_exitcode(status)}
        if result["code"] != 0:
            result["output"] = log.read()[-2000:]
        print(json.dumps(result), flush=True)
