"""Opens the adapter of an unpacked run with whatever PEFT is here: python open_adapter.py FOLDER

Prints one JSON: PEFT's version, and the loss of the trained adapter on the first rows of the data. Fails where a tensor of
the file has no place, or where Transformers reads a conversation, or its answers, as other tokens than the page does
(`tokens.json`).
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
from peft import PeftModel, get_peft_model_state_dict
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer

folder = Path(sys.argv[1])
tokenizer = AutoTokenizer.from_pretrained(folder / "base")
for row in json.loads((folder / "tokens.json").read_text(encoding="utf-8")):
    found = tokenizer.apply_chat_template(row["messages"], return_dict=True, return_assistant_tokens_mask=True)
    assert found["input_ids"] == row["tokens"], f"{row['messages']} is read as {found['input_ids']}"
    assert found["assistant_masks"] == row["answers"], f"{row['messages']} has its answers at {found['assistant_masks']}"
with_system = [{"role": "system", "content": "Ab"}, {"role": "user", "content": "c?"}]
merged = [{"role": "user", "content": "c?"}]
ids = tokenizer.apply_chat_template(with_system, return_dict=False)
system = tokenizer.encode("Ab", add_special_tokens=False)
assert ids == [tokenizer.bos_token_id, *system, *tokenizer.apply_chat_template(merged, return_dict=False)[1:]], ids

base = AutoModelForCausalLM.from_pretrained(folder / "base", dtype=torch.float32)
model = PeftModel.from_pretrained(base, folder / "trained").eval()
written, known = load_file(folder / "trained/adapter_model.safetensors"), get_peft_model_state_dict(model)
assert known.keys() == written.keys(), f"names differ: {sorted(known.keys() ^ written.keys())[:4]}"
for name, tensor in known.items():
    assert torch.equal(tensor, written[name].float()), f"{name} was not loaded"
losses = []
with torch.no_grad():
    for line in (folder / "data/train.jsonl").read_text(encoding="utf-8").splitlines()[:4]:
        ids = torch.tensor([tokenizer.apply_chat_template(json.loads(line)["messages"], return_dict=False)])
        losses.append(model(input_ids=ids, labels=ids).loss.item())
print(json.dumps({"peft": peft.__version__, "loss": sum(losses) / len(losses)}))
