"""Opens the trained adapters of unpacked runs with whatever PEFT is here: python open_adapters.py FOLDER...

Each folder has, in `opened/`, what `adapters.ts` wrote: the tokens of some rows and the page's logits after each. Prints
one JSON a folder: PEFT's version and the largest difference of a logit, or what went wrong. A tensor of the file that has
no place, or is not in the model as the file has it, is an error.
"""

import json
import os
import sys
import warnings
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
warnings.filterwarnings("ignore")

import peft
import torch
import transformers
from peft import PeftModel, get_peft_model_state_dict
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()


@torch.no_grad()
def compare(folder):
    base = AutoModelForCausalLM.from_pretrained(folder / "base", dtype=torch.float32)
    model = PeftModel.from_pretrained(base, folder / "trained").eval()
    written, known = load_file(folder / "trained/adapter_model.safetensors"), get_peft_model_state_dict(model)
    assert known.keys() == written.keys(), f"names differ: {sorted(known.keys() ^ written.keys())[:4]}"
    for name, tensor in known.items():
        assert torch.equal(tensor, written[name].float()), f"{name} was not loaded"
    ours = load_file(folder / "opened/logits.safetensors")
    apart = 0.0
    for i, tokens in enumerate(json.loads((folder / "opened/rows.json").read_text())):
        ids = torch.tensor([tokens])
        theirs = model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits[0, -len(tokens) :]
        apart = max(apart, (theirs - ours[str(i)]).abs().max().item())
    return apart


for folder in map(Path, sys.argv[1:]):
    told = {"id": folder.name, "peft": peft.__version__}
    try:
        told["apart"] = compare(folder)
    except Exception as error:
        told["error"] = f"{type(error).__name__}: {error}"
    print(json.dumps(told))
