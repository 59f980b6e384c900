"""Asks Transformers and PEFT what this folder computes: python oracle.py cases.json answers.json

A case is {"id", "config", "peft"?}; models live on the meta device, so no weights are read or made.
"""

import json
import os
import sys
import warnings

os.environ["HF_HUB_OFFLINE"] = "1"
warnings.filterwarnings("ignore")

import torch
import transformers
from peft import get_peft_model
from peft.mapping import PEFT_TYPE_TO_CONFIG_MAPPING
from peft.utils import get_peft_model_state_dict

TASK_ENDINGS = {
    "SEQ_CLS": "ForSequenceClassification",
    "TOKEN_CLS": "ForTokenClassification",
    "QUESTION_ANS": "ForQuestionAnswering",
}
CLASS_PREFIXES = {
    "bert": "Bert",
    "roberta": "Roberta",
    "xlm-roberta": "XLMRoberta",
    "deberta-v2": "DebertaV2",
    "llama": "Llama",
    "gpt2": "GPT2",
    "opt": "OPT",
    "bloom": "Bloom",
    "qwen2": "Qwen2",
}
DTYPES = {torch.float32: ("F32", 4), torch.bfloat16: ("BF16", 2), torch.float16: ("F16", 2)}
PROMPTS = {"PROMPT_TUNING", "PREFIX_TUNING", "P_TUNING"}


def build(config, task):
    fields = dict(config)
    model_type = fields.pop("model_type")
    name = fields["architectures"][0]
    if task in TASK_ENDINGS:
        name = CLASS_PREFIXES[model_type] + TASK_ENDINGS[task]
    dtype = getattr(torch, fields.get("torch_dtype", "float32"))
    parsed = transformers.CONFIG_MAPPING[model_type](**fields)
    with torch.device("meta"):
        model = getattr(transformers, name)._from_config(parsed, torch_dtype=dtype)
    model.to(dtype)
    model.tie_weights()
    return model


def file_bytes(tensors):
    """The layout of safetensors: alignment descending, then name; header padded to 8."""
    ordered = sorted(tensors.items(), key=lambda item: (-DTYPES[item[1].dtype][1], item[0]))
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, tensor in ordered:
        label, size = DTYPES[tensor.dtype]
        end = offset + tensor.numel() * size
        header[name] = {"dtype": label, "shape": list(tensor.shape), "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header, separators=(",", ":"))
    return 8 + (len(text) + 7) // 8 * 8 + offset


def answer(case):
    peft = dict(case.get("peft") or {})
    model = build(case["config"], peft.get("task_type"))
    result = {"id": case["id"], "total": sum(parameter.numel() for parameter in model.parameters())}
    if not peft:
        return result
    kind = peft.pop("peft_type")
    config = PEFT_TYPE_TO_CONFIG_MAPPING[kind](**peft)
    if kind in PROMPTS:
        adapted = get_peft_model(model, config)
        adapted.prompt_encoder.to_empty(device="cpu")
    else:
        adapted = get_peft_model(model, config, low_cpu_mem_usage=True)
    trainable, everything = adapted.get_nb_trainable_parameters()
    result.update(trainable=trainable, all=everything, bytes=file_bytes(get_peft_model_state_dict(adapted)))
    return result


if __name__ == "__main__":
    with open(sys.argv[1]) as source:
        answers = [answer(case) for case in json.load(source)]
    with open(sys.argv[2], "w") as target:
        json.dump(answers, target, indent=1)
