"""Reads what is written for TRL with its own readers: python read_trl.py FOLDER...

`sft.yaml` with the parser of `trl sft`, the configs of accelerate with accelerate's, at both sizes. Fails where a setting
has no place, does not mean what was written, or is left to a default, but for those in `UNASKED`.
"""

import ast
import dataclasses
import json
import os
import re
import sys
from pathlib import Path

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["HF_HUB_OFFLINE"] = "1"

import yaml
from accelerate.commands.config.config_args import load_config_from_file
from accelerate.commands.launch import _validate_launch_command, launch_command_parser
from trl import DatasetMixtureConfig, ModelConfig, ScriptArguments, SFTConfig, TrlParser

# Fields that change no number of a training run: reporting and storage, other tools, and how processes find each other.
UNASKED = re.compile(
    r"""(do_train|do_eval|do_predict|run_name|project|trackio_\w+|log_level\w*|log_on_each_node|logging_dir|disable_tqdm
    |logging_nan_inf_filter|include_\w+|prediction_loss_only|eval_steps|eval_delay|eval_do_concat\w*|eval_use_gather\w*
    |eval_accumulation_steps|eval_on_start|batch_eval_metrics|save_only_model|save_steps|save_on_each_node|save_total_limit
    |enable_jit_checkpoint|push_to_hub|hub_\w+|metric_for_best_model|greater_is_better|ignore_data_skip|local_rank|debug
    |restore_callback\w+|resume_from_checkpoint|skip_memory_metrics|length_column_name|ddp_\w+|torch_empty_cache_steps
    |dataloader_(persistent_workers|prefetch_factor)|dataset_num_proc|fsdp|fsdp_config|deepspeed|use_cpu
    |dataset_(name|config|train_split|test_split|streaming)|ignore_bias_buffers|include_for_metrics
    |torch_compile_\w+|liger_kernel_config|label_names|router_aux_loss_coef)""",
    re.VERBOSE,
)


def fields(*classes):
    return {field.name for one in classes for field in dataclasses.fields(one)}


def check_written(place, written, asked):
    left = {name for name in asked - written if not UNASKED.fullmatch(name)}
    assert not left, f"{place}: {sorted(left)} left to a default"


def same(found, written):
    if isinstance(written, list):
        return len(found) == len(written) and all(map(same, found, written))
    if isinstance(written, dict) and dataclasses.is_dataclass(found):
        return all(same(getattr(found, key), value) for key, value in written.items())
    # An enumeration of Transformers, and the lists that `report_to` becomes.
    return getattr(found, "value", found) == written or str(found) == str(written) or found in ([written], [])


def check_cli(path):
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    lora = set() if written["use_peft"] else fields(ModelConfig) - {"model_name_or_path", "dtype"}
    check_written(path, written.keys() | lora, fields(SFTConfig, ModelConfig, ScriptArguments))
    parser = TrlParser((ScriptArguments, SFTConfig, ModelConfig, DatasetMixtureConfig))
    parsed = parser.parse_args_and_config(["--config", str(path), "--use_cpu", "true"], fail_with_unknown_args=True)
    for name, value in written.items():
        found = next(getattr(one, name) for one in parsed if hasattr(one, name))
        if name == "dataloader_pin_memory":
            # Transformers turns it off where there is no GPU.
            continue
        if name == "accelerator_config":
            # Without an option it is this class with its defaults.
            value = type(found)()
        assert same(found, value), f"{path}: {name} is read as {found!r}, not {value!r}"


def calls(path, name):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == name:
            yield {keyword.arg: keyword.value for keyword in node.keywords}


def check_script(path):
    [config] = calls(path, "SFTConfig")
    # The script loads the model itself.
    check_written(path, config.keys(), fields(SFTConfig) - {"trust_remote_code"})
    # What a script says of LoRA itself, where it does not begin with an adapter of ours.
    for adapter in calls(path, "LoraConfig"):
        asked = {"task_type", "r", "lora_alpha", "lora_dropout", "target_modules", "bias", "use_rslora", "use_dora"}
        assert asked | {"init_lora_weights"} <= adapter.keys(), f"{path}: LoraConfig has only {sorted(adapter)}"


def check_accelerate(path, script):
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    config = load_config_from_file(str(path))
    for name, value in written.items():
        assert same(getattr(config, name), value), f"{path}: {name} is read as {getattr(config, name)!r}"
    # As `accelerate launch` merges it with what is typed.
    args = launch_command_parser().parse_args(["--config_file", str(path), str(script)])
    args, config, _ = _validate_launch_command(args)
    assert args.num_processes == written["num_processes"], args.num_processes
    assert args.use_fsdp == (written["distributed_type"] == "FSDP"), args.use_fsdp
    assert args.mixed_precision == written["mixed_precision"], args.mixed_precision
    for name, value in written.get("fsdp_config", {}).items():
        assert str(getattr(args, name)).lower() == str(value).lower(), f"{path}: {name} is {getattr(args, name)!r}"


for folder in map(Path, sys.argv[1:]):
    for place in (folder, folder / "real"):
        if (place / "trl/sft.yaml").exists():
            check_cli(place / "trl/sft.yaml")
        if not (place / "trl/train.py").exists():
            continue
        check_script(place / "trl/train.py")
        configs = sorted((place / "trl/accelerate").glob("*.yaml"))
        assert len(configs) == 3, configs
        for config in configs:
            check_accelerate(config, place / "trl/train.py")
    print(folder.name)
