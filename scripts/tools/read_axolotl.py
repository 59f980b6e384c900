"""Reads what is written for axolotl with its own schema: python read_axolotl.py FOLDER...

Fails where a setting has no place, does not mean what was written, or is left to a default. Settings of axolotl without a
default are off, but for those in `ASKED`, for which Transformers has one.
"""

import os
import re
import sys
from pathlib import Path

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["HF_HUB_OFFLINE"] = "1"

import yaml
from axolotl.utils.dict import DictDefault
from axolotl.utils.schemas.config import AxolotlInputConfig

ASKED = set(
    """adam_beta1 adam_beta2 adam_epsilon adapter attn_implementation auto_find_batch_size batch_flattening chat_template
    curriculum_sampling dataloader_drop_last dataloader_num_workers dataloader_pin_memory datasets
    dataset_exact_deduplication default_system_message embedding_lr eot_tokens eval_batch_size eval_sample_packing
    eval_strategy excess_length_strategy float32 fp16 gradient_checkpointing_kwargs group_by_length logging_steps
    lr_scheduler_kwargs max_grad_norm max_steps min_sample_len neftune_noise_alpha optim_args optim_target_modules
    pad_to_sequence_len remove_unused_columns sample_packing save_strategy seed test_datasets torch_compile train_on_inputs
    trust_remote_code warmup_ratio warmup_steps""".split()
)
OF_LORA = set(
    """lora_alpha lora_model_dir lora_modules_to_save lora_r lora_target_linear lora_target_modules lora_target_parameters
    loraplus_lr_ratio peft_init_lora_weights peft_layers_to_transform peft_use_dora peft_use_rslora lora_mlp_kernel
    lora_o_kernel lora_qkv_kernel lora_dropout loraplus_lr_embedding""".split()
)
# Defaults that change no number of SFT: other ways of training and loading, and reporting and storage.
UNASKED = re.compile(
    r"""(use_ray|ray_\w+|resources_per_worker|lisa_\w+|\w*otel_\w+|dion_\w+|qgalore_\w+|relora_\w+|qlora_\w+|merge_method
    |save_safetensors|tokenizer_save_jinja_files|experimental_skip\w+|strict|mean_resizing_embeddings|trl|vllm
    |skip_prepare_dataset|activation_offloading|layer_offloading|sample_packing_\w+|pretrain_\w+|streaming_\w+
    |quantize_moe_experts|eaft_\w+|tiled_mlp_\w+|save_only_model|profiler_\w+|include_tkps|generat\w+
    |num_generation_samples)""",
    re.VERBOSE,
)


def check(path):
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    known = AxolotlInputConfig.model_fields
    unknown = written.keys() - known.keys()
    assert not unknown, f"{path}: no such settings: {sorted(unknown)}"
    asked = ASKED | {name for name, field in known.items() if field.default is not None and not UNASKED.fullmatch(name)}
    asked = asked | OF_LORA if written["adapter"] else asked - OF_LORA
    left = asked - written.keys()
    assert not left, f"{path}: {sorted(left)} left to a default"
    # bfloat16 alone is refused without a GPU.
    parsed = AxolotlInputConfig(**DictDefault({**written, "bf16": False, "tf32": False})).model_dump()
    for name, value in written.items():
        found = parsed[name]
        if name in ("bf16", "tf32", "datasets", "test_datasets"):
            continue
        found = getattr(found, "value", found)
        assert found == value or str(found) == str(value), f"{path}: {name} is read as {found!r}, not {value!r}"
    for name in ("datasets", "test_datasets"):
        for found, value in zip(parsed[name] or [], written[name] or [], strict=True):
            for key, one in value.items():
                assert found.get(key) == one, f"{path}: {name} {key} is read as {found.get(key)!r}"


for folder in map(Path, sys.argv[1:]):
    for path in filter(Path.exists, (folder / "axolotl/train.yaml", folder / "real/axolotl/train.yaml")):
        check(path)
    print(folder.name)
