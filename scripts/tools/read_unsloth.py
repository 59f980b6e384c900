"""Reads a YAML with the reader of Unsloth Studio's own command line: python read_unsloth.py FILE

The reader alone, since Unsloth itself is not imported without a GPU. It forbids keys that it does not know.
"""

import importlib.util
import sys
from pathlib import Path

place = next(Path(path) / "unsloth_cli/config.py" for path in sys.path if (Path(path) / "unsloth_cli").is_dir())
spec = importlib.util.spec_from_file_location("unsloth_cli_config", place)
module = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = module
spec.loader.exec_module(module)
config = module.load_config(sys.argv[1])
for name, section in config:
    if hasattr(section, "model_fields_set"):
        unwritten = set(type(section).model_fields) - section.model_fields_set
        unwritten -= {"wandb_token", "hf_token"}
        assert not unwritten, f"{name}: {sorted(unwritten)} left to a default"
