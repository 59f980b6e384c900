"""Reads what is written for Unsloth Studio with the reader of its own command line: python read_unsloth.py FOLDER...

The reader alone, since Unsloth itself is not imported without a GPU. It forbids keys that it does not know. Fails where a
setting is left to a default.
"""

import importlib.util
import sys
from pathlib import Path

place = next(Path(path) / "unsloth_cli/config.py" for path in sys.path if (Path(path) / "unsloth_cli").is_dir())
spec = importlib.util.spec_from_file_location("unsloth_cli_config", place)
module = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = module
spec.loader.exec_module(module)


def check(path):
    config = module.load_config(str(path))
    for name, section in config:
        if hasattr(section, "model_fields_set"):
            unwritten = set(type(section).model_fields) - section.model_fields_set - {"wandb_token", "hf_token"}
            assert not unwritten, f"{path}: {sorted(unwritten)} of {name} left to a default"


for folder in map(Path, sys.argv[1:]):
    for path in filter(Path.exists, (folder / "unsloth/train.yaml", folder / "real/unsloth/train.yaml")):
        check(path)
    print(folder.name)
