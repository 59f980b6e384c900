"""Reads what is written for MLX-LM: python read_mlx.py FOLDER...

Fails where `mlx_lm.lora` does not know a setting, or one is left to a default, where its optimizer does not take what is
written for it, and where an adapter in its layout has a tensor without a place.
"""

import inspect
import sys
from pathlib import Path

import mlx.optimizers as optim
import yaml
from mlx.utils import tree_flatten
from mlx_lm import load
from mlx_lm.lora import CONFIG_DEFAULTS, yaml_loader
from mlx_lm.tuner.utils import build_schedule, load_adapters
from safetensors import safe_open


def check(path):
    with open(path, encoding="utf-8") as file:
        written = yaml.load(file, yaml_loader)
    unknown = written.keys() - CONFIG_DEFAULTS.keys()
    assert not unknown, f"{path}: no such settings: {sorted(unknown)}"
    left = CONFIG_DEFAULTS.keys() - written.keys() - {"config"}
    if written["fine_tune_type"] == "full":
        left -= {"lora_parameters"}
    assert not left, f"{path}: {sorted(left)} left to a default"
    if "lora_parameters" in written:
        assert written["lora_parameters"].keys() == {"keys", "rank", "scale", "dropout"}
    rate = build_schedule(written["lr_schedule"]) if written["lr_schedule"] else written["learning_rate"]
    kind = {"adamw": optim.AdamW, "sgd": optim.SGD}[written["optimizer"]]
    arguments = written["optimizer_config"][written["optimizer"]]
    kind(learning_rate=rate, **arguments)
    left = inspect.signature(kind).parameters.keys() - arguments.keys() - {"learning_rate"}
    assert not left, f"{path}: {sorted(left)} of {kind.__name__} left to a default"


def check_adapter(folder, place):
    if not (folder / place).exists():
        return
    model, _ = load(str(folder / "base"))
    load_adapters(model, str(folder / place))
    known = {name for name, _ in tree_flatten(model.parameters())}
    with safe_open(folder / place / "adapters.safetensors", "np") as written:
        lost = set(written.keys()) - known
    assert not lost, f"{folder / place}: no place for {sorted(lost)[:4]}"


for folder in map(Path, sys.argv[1:]):
    for path in filter(Path.exists, (folder / "mlx/lora.yaml", folder / "real/mlx/lora.yaml")):
        check(path)
    for place in ("mlx/start", "mlx/trained"):
        check_adapter(folder, place)
    print(folder.name)
