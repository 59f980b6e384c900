"""Runs TRL's script for a real model, of unpacked runs, on the CPU: python run_real.py NAME FOLDER...

In a copy of the folder, a tiny random Qwen3 stands where the script looks for the model NAME of the hub: its tokenizer is
the run's own, with the special tokens and the chat template of Qwen3. The data are cut to some rows. The script runs as it
is, but for `use_cpu`, without which Transformers refuses bfloat16. Prints one JSON a folder: losses, or what went wrong.
"""

import json
import math
import os
import runpy
import shutil
import sys
import tempfile
import traceback
from pathlib import Path

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["HF_HUB_OFFLINE"] = "1"

import torch
import transformers
import trl
from transformers import AutoTokenizer, Qwen3Config, Qwen3ForCausalLM

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
ROWS = 32
UPDATE = 16
EPOCHS = 3


def make_model(base, place):
    tokenizer = AutoTokenizer.from_pretrained(base)
    tokenizer.add_special_tokens({"additional_special_tokens": ["<|im_start|>"], "eos_token": "<|im_end|>"})
    tokenizer.add_tokens(["\n", "<think>", "</think>", "system", "user", "assistant"])
    tokenizer.chat_template = (Path(trl.__file__).parent / "chat_templates/qwen3.jinja").read_text(encoding="utf-8")
    tokenizer.save_pretrained(place)
    torch.manual_seed(0)
    config = Qwen3Config(
        vocab_size=len(tokenizer),
        hidden_size=64,  # a block of NF4
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=32,
        max_position_embeddings=4096,
        tie_word_embeddings=True,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    Qwen3ForCausalLM(config).to(torch.bfloat16).save_pretrained(place)


def run(folder, name):
    make_model(folder / "base", folder / name)
    for part, rows in (("all", ROWS), ("valid", 4)):
        path = folder / f"data/{part}.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join((lines * ROWS)[:rows]), encoding="utf-8")
    script = folder / "real/trl/train.py"
    text = script.read_text(encoding="utf-8")
    assert "    bf16=True,\n" in text
    script.write_text(text.replace("    bf16=True,\n", "    bf16=True,\n    use_cpu=True,\n"), encoding="utf-8")
    os.chdir(folder)
    runpy.run_path(str(script), run_name="__main__")
    losses = [one["loss"] for one in json.loads(Path("real/output/trl/losses.json").read_text())]
    assert len(losses) == EPOCHS * ROWS // UPDATE, f"{len(losses)} updates"
    assert all(map(math.isfinite, losses)), losses
    saved = {path.name for path in Path("real/output/trl").iterdir()}
    assert saved & {"adapter_model.safetensors", "model.safetensors"}, saved
    return losses


told = sys.stdout
for folder in map(Path, sys.argv[2:]):
    with tempfile.TemporaryDirectory() as place:
        found = {"id": folder.name}
        sys.stdout = sys.stderr
        try:
            copy = Path(place) / "run"
            shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("output", "trained", "opened"))
            found["losses"] = run(copy, sys.argv[1])
        except Exception as error:
            traceback.print_exc()
            found["error"] = f"{type(error).__name__}: {error}"
        os.chdir("/")
        sys.stdout = told
    print(json.dumps(found), flush=True)
