"""Reads what is written for LLaMA-Factory with its own parser: python read_llamafactory.py FOLDER...

Fails where a setting has no place, does not mean what was written, or is left to a default, but for those in `UNASKED`.
"""

import dataclasses
import os
import re
import sys
from pathlib import Path

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["HF_HUB_OFFLINE"] = "1"

import yaml
from llamafactory.hparams import parser
from transformers import HfArgumentParser

# Fields that change no number of SFT: reporting and storage, other stages and inputs, answering and exporting, and
# how processes find each other.
UNASKED = re.compile(
    r"""(do_eval|do_predict|run_name|project|trackio_\w+|log_level\w*|log_on_each_node|logging_dir|disable_tqdm
    |logging_nan_inf_filter|include_\w+|prediction_loss_only|eval_steps|eval_delay|eval_do_concat\w*|eval_use_gather\w*
    |eval_accumulation_steps|eval_on_start|batch_eval_metrics|save_only_model|save_steps|save_on_each_node|save_total_limit
    |enable_jit_checkpoint|push_to_hub|\w*hub_\w+|metric_for_best_model|greater_is_better|ignore_data_skip|local_rank|debug
    |restore_callback\w+|resume_from_checkpoint|skip_memory_metrics|length_column_name|ddp_\w+|torch_empty_cache_steps
    |dataloader_(persistent_workers|prefetch_factor)|fsdp|fsdp_config|deepspeed|use_cpu|torch_compile_\w+
    |liger_kernel_config|use_liger_kernel|label_names|gradient_checkpointing|gradient_checkpointing_kwargs
    |cache_dir|adapter_folder|offload_folder|print_param_status|export_\w+|infer_backend|use_kv_cache|vllm_\w+|sglang_\w+
    |kt_\w+|use_kt|image_\w+|crop_to_patches|video_\w+|use_audio_in_video|audio_\w+|media_dir|compute_dtype|device_map
    |model_max_length|block_diag_attn|quantization_device_map|preprocessing_\w+|data_shared_file_system|buffer_size
    |interleave_probs|eval_num_beams|eval_on_each_dataset|predict_with_generate|generation_\w+|sortish_sampler|ray_\w+
    |master_\w+|profiler_\w+|profile_modules|enable_torch_profiler|overwrite_output_dir|fp8_\w+|pref_\w+|dpo_\w+|kto_\w+
    |simpo_\w+|ppo_\w+|ref_\w+|reward_\w+|ld_alpha|galore_\w+|apollo_\w+|badam_\w+|swanlab_\w+|use_swanlab|use_mca
    |use_hyper_parallel|hyper_parallel_args|asft_alpha|eaft_alpha|freeze_vision_tower|freeze_multi_modal_projector
    |freeze_language_model|oft_\w+|module_dropout|use_v1_kernels|moe_aux_loss_coef|tool_format|init_special_tokens
    |new_special_tokens_config|include_effective_\w+)""",
    re.VERBOSE,
)
# Written where the way of training asks for them.
OF_A_WAY = {
    "lora": re.compile(r"lora\w*|pissa_\w+|use_dora|use_rslora|create_new_adapter|additional_target|adapter_name_or_path"),
    "freeze": re.compile(r"freeze_\w+"),
    "full": re.compile(r"pure_bf16"),
}
QUANTIZED = re.compile(r"quantization_\w+|double_quantization")


def check(path):
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    classes = parser._TRAIN_ARGS
    asked = {field.name for one in classes[:4] for field in dataclasses.fields(one)}
    others = [way for name, way in OF_A_WAY.items() if name != written["finetuning_type"]]
    if "quantization_bit" not in written:
        others.append(QUANTIZED)
    left = {
        name
        for name in asked - written.keys()
        if not UNASKED.fullmatch(name) and not any(way.fullmatch(name) for way in others)
    }
    assert not left, f"{path}: {sorted(left)} left to a default"
    parsed = HfArgumentParser(classes).parse_dict({**written, "use_cpu": True, "bf16": False})
    for name, value in written.items():
        # Transformers pins no memory where there is no GPU.
        if name in ("bf16", "dataloader_pin_memory", "report_to"):
            continue
        found = next(getattr(one, name) for one in parsed if hasattr(one, name))
        if isinstance(found, list):
            found = ",".join(found)
        found = getattr(found, "value", found)
        if name == "accelerator_config":
            # Nothing said is this class as it is.
            value = type(found)()
        assert found == value or str(found) == str(value), f"{path}: {name} is read as {found!r}, not {value!r}"


for folder in map(Path, sys.argv[1:]):
    paths = [place / "llamafactory/train.yaml" for place in (folder, folder / "real")]
    for path in filter(Path.exists, paths):
        check(path)
    print(folder.name)
