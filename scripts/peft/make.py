"""Makes adapters with PEFT, with random weights: python make.py MODEL_FOLDER OUT < settings.json

Settings are a list of {"id", "peft"}; each becomes the folder OUT/id, as `save_pretrained` writes it.
"""

import json
import os
import sys
import warnings

os.environ["HF_HUB_OFFLINE"] = "1"
warnings.filterwarnings("ignore")

import torch
import transformers
from peft import get_peft_config, get_peft_model
from transformers import AutoModelForCausalLM

transformers.logging.disable_progress_bar()

model_folder, out = sys.argv[1:]
for settings in json.load(sys.stdin):
    torch.manual_seed(7)
    base = AutoModelForCausalLM.from_pretrained(model_folder, dtype=torch.float32)
    model = get_peft_model(base, get_peft_config({"task_type": "CAUSAL_LM", **settings["peft"]}))
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter.add_(0.1 * torch.randn_like(parameter))
    model.save_pretrained(os.path.join(out, settings["id"]))
