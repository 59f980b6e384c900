"""Asks Transformers and PEFT for counts: python ask.py answers.jsonl < cases.json

A case is {"id", "config", "peft"}. Models live on the meta device, so no weights are read or made. One answer a line is
appended as it is found; what the file already answers is left out. A refusal of a library is an answer too: {"error"}.
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

transformers.logging.set_verbosity_error()

AUTO_OF_TASK = {
    "SEQ_CLS": transformers.AutoModelForSequenceClassification,
    "TOKEN_CLS": transformers.AutoModelForTokenClassification,
    "QUESTION_ANS": transformers.AutoModelForQuestionAnswering,
}
# Old names of classes and model types.
CLASS_NOW = {
    "T5WithLMHeadModel": "T5ForConditionalGeneration",
    "RWForCausalLM": "FalconForCausalLM",
}
# Where a config names no class, an encoder is taken without a head and a decoder with one.
ENCODERS = {"bert", "roberta", "xlm-roberta", "deberta-v2", "distilbert"}
TYPE_NOW = {"RefinedWeb": "falcon", "RefinedWebModel": "falcon"}
DTYPES = {torch.float32: ("F32", 4), torch.bfloat16: ("BF16", 2), torch.float16: ("F16", 2)}
PROMPTS = {"PROMPT_TUNING", "PREFIX_TUNING", "P_TUNING"}


def build(config, task):
    fields = {key: value for key, value in config.items() if key != "quantization_config"}
    # The files of 2019 name no type; that one is GPT-2's.
    model_type = fields.pop("model_type", "gpt2")
    fields.pop("transformers_version", None)
    name = (fields.get("architectures") or [None])[0]
    name = CLASS_NOW.get(name, name)
    fields["dtype"] = dtype = getattr(torch, fields.pop("torch_dtype", None) or fields.pop("dtype", None) or "float32")
    kind = transformers.CONFIG_MAPPING[TYPE_NOW.get(model_type, model_type)]
    for name_of, value in fields.items():
        # The classes are strict where JSON does not tell 1 from 1.0.
        if type(value) is int and isinstance(getattr(kind, name_of, None), float):
            fields[name_of] = float(value)
    parsed = kind(**fields)
    with torch.device("meta"):
        if task in AUTO_OF_TASK:
            model = AUTO_OF_TASK[task].from_config(parsed, dtype=dtype)
        elif name is None:
            auto = transformers.AutoModel if parsed.model_type in ENCODERS else transformers.AutoModelForCausalLM
            model = auto.from_config(parsed, dtype=dtype)
        else:
            model = getattr(transformers, name)._from_config(parsed, dtype=dtype)
    model.to(dtype)
    model.tie_weights()
    if model_type in {"t5", "mt5"} and hasattr(model, "lm_head"):
        # Version 5 ties these heads by force; the published files hold them apart, and version 4 reads them so.
        if not config.get("tie_word_embeddings", model_type == "t5"):
            model.lm_head = torch.nn.Linear(parsed.d_model, parsed.vocab_size, bias=False, device="meta", dtype=dtype)
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


def answer(case, names=False):
    peft = dict(case.get("peft") or {})
    model = build(case["config"], peft.get("task_type"))
    result = {"id": case["id"], "total": sum(parameter.numel() for parameter in model.parameters())}
    if names:
        result["names"] = {n: list(p.shape) for n, p in model.named_parameters()}
    if not peft:
        return result
    kind = peft.pop("peft_type")
    # `inference_mode` is true in saved files; here trainable parameters are counted.
    peft["inference_mode"] = False
    config = PEFT_TYPE_TO_CONFIG_MAPPING[kind](**peft)
    if kind in PROMPTS:
        adapted = get_peft_model(model, config)
        adapted.prompt_encoder.to_empty(device="cpu")
    else:
        adapted = get_peft_model(model, config, low_cpu_mem_usage=True)
    if getattr(config, "modules_to_tie", None):
        # One parameter in a real run, two on the meta device.
        saved = model.get_input_embeddings().modules_to_save["default"].weight
        model.get_output_embeddings().modules_to_save["default"].weight = saved
    for name, parameter in adapted.named_parameters():
        # AdaLoRA's counters never train; making them on the meta device loses that.
        if ".ranknum." in name:
            parameter.requires_grad = False
    trainable, everything = adapted.get_nb_trainable_parameters()
    tensors = get_peft_model_state_dict(adapted)
    if names:
        result["written"] = {n: [str(t.dtype), list(t.shape)] for n, t in tensors.items()}
    result.update(trainable=trainable, all=everything, bytes=file_bytes(tensors))
    return result


def main():
    cases = json.load(sys.stdin)
    answered = set()
    if os.path.exists(sys.argv[1]):
        with open(sys.argv[1]) as before:
            answered = {json.loads(line)["key"] for line in before}
    with open(sys.argv[1], "a") as target:
        for done, case in enumerate(cases):
            if case["key"] in answered:
                continue
            print(f"\rasked {done + 1} of {len(cases)}  {case['id'][:60]:60}", end="", file=sys.stderr, flush=True)
            try:
                found = answer(case)
            except Exception as error:  # refusals are results that are compared, too
                found = {"id": case["id"], "error": f"{type(error).__name__}: {error}"[:400]}
            target.write(json.dumps({"key": case["key"], **found}) + "\n")
            target.flush()
    print(file=sys.stderr)


if __name__ == "__main__":
    main()
