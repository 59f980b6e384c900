"""Compares what `dump.ts` wrote with Transformers and PEFT: python compare.py CASES MODELS

Each case is loaded as a reader would load it. Its logits over prompt and answer must be ours, and so must the tokens
that `generate` chooses. Prints a table; exits with 1 if a case fails.
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
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer
from transformers.activations import ACT2FN

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()

# float32, summed in another order.
TOLERANCE = 1e-4
OPENED_BY = {
    "model": "AutoModelForCausalLM",
    "adapter": "PeftModel",
    "weights": "load_state_dict",
    "modules": "hooks (no PEFT form)",
}


def load_base(folder, config=None):
    return AutoModelForCausalLM.from_pretrained(folder, config=config, dtype=torch.float32)


def put(model, tensors):
    """Loads some weights, each of which must exist in the model."""
    unexpected = model.load_state_dict(tensors, strict=False).unexpected_keys
    assert not unexpected, f"no place for {unexpected}"


def load_weights(base_folder, files):
    told = json.loads((files / "changed_weights.json").read_text())
    model = load_base(base_folder, AutoConfig.from_pretrained(base_folder, **told["config"]))
    put(model, load_file(files / "changed_weights.safetensors"))
    return model


def load_modules(base_folder, files):
    told = json.loads((files / "added_modules.json").read_text())
    tensors = load_file(files / "added_modules.safetensors")
    bend = ACT2FN[told["non_linearity"]]
    model = load_base(base_folder)

    def stand_behind(module, key):
        down, down_bias, up, up_bias = (
            tensors.pop(f"{key}.{part}") for part in ("down.weight", "down.bias", "up.weight", "up.bias")
        )
        module.register_forward_hook(lambda _, __, z: z + bend(z @ down.T + down_bias) @ up.T + up_bias)

    for i, layer in enumerate(model.model.layers):
        for site, place in told["behind"].items():
            stand_behind(layer.get_submodule(place), f"layers.{i}.{site}")
    assert not tensors, f"no place for {[*tensors]}"
    return model


def load_adapter(base_folder, files, frozen):
    base = load_base(base_folder)
    if frozen.exists():
        put(base, load_file(frozen))
    model = PeftModel.from_pretrained(base, files)
    written = load_file(files / "adapter_model.safetensors")
    known = get_peft_model_state_dict(model)
    assert known.keys() == written.keys(), f"names differ: {sorted(known.keys() ^ written.keys())[:4]}"
    for name, tensor in known.items():
        assert torch.equal(tensor, written[name].float()), f"{name} was not loaded"
    return model


def load(place, case, models):
    base_folder, files = models / case["model"], place / "files"
    match case["form"]:
        case "model":
            return load_base(files if files.exists() else base_folder)
        case "weights":
            return load_weights(base_folder, files)
        case "modules":
            return load_modules(base_folder, files)
        case "adapter":
            return load_adapter(base_folder, files, place / "frozen.safetensors")


def check_tokens(tokenizer, case):
    for prompt in case["prompts"]:
        if prompt["form"] == "chat":
            message = {"role": "user", "content": prompt["text"]}
            ids = tokenizer.apply_chat_template([message], add_generation_prompt=True, return_dict=False)
        else:
            ids = tokenizer(tokenizer.bos_token + prompt["text"]).input_ids
        assert ids == prompt["tokens"], f"{prompt['text']!r} is read as {ids}, not {prompt['tokens']}"
    talk = case["talk"]
    ids = tokenizer.apply_chat_template(talk["messages"], return_dict=False)
    assert ids == talk["tokens"], f"a talk is read as {ids}, not {talk['tokens']}"


@torch.no_grad()
def compare(model, case, logits):
    """The largest difference of a logit, and how many greedy answers are the same."""
    apart, same = 0.0, 0
    for i, prompt in enumerate(case["prompts"]):
        ours = logits[str(i)]
        ids = torch.tensor([(prompt["tokens"] + prompt["answer"])[: len(ours)]])
        theirs = model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits[0, -len(ours) :]
        apart = max(apart, (theirs - ours).abs().max().item())
        start = torch.tensor([prompt["tokens"]])
        generated = model.generate(
            input_ids=start,
            attention_mask=torch.ones_like(start),
            max_new_tokens=len(prompt["answer"]),
            do_sample=False,
        )[0, start.shape[1] :]
        same += generated.tolist() == prompt["answer"]
    return apart, same


def check(place, models):
    """A row of the table, and whether it is within the tolerance."""
    case = json.loads((place / "case.json").read_text())
    name = f"{case['group']}: {case['id']}"
    try:
        check_tokens(AutoTokenizer.from_pretrained(models / case["model"]), case)
        model = load(place, case, models).eval()
        apart, same = compare(model, case, load_file(place / "logits.safetensors"))
    except Exception as error:
        return [name, OPENED_BY[case["form"]], "", "", f"FAILED: {type(error).__name__}: {error}"], False
    asked = len(case["prompts"])
    well = apart <= TOLERANCE and same == asked
    return [name, OPENED_BY[case["form"]], f"{apart:.1e}", f"{same}/{asked}", "same" if well else "DIFFERENT"], well


def main(cases, models):
    print(f"torch {torch.__version__}, transformers {transformers.__version__}, peft {peft.__version__}\n")
    print("| case | opened by | max abs. difference of logits | same greedy answers | verdict |\n|---|---|---|---|---|")
    failed = 0
    for place in sorted(Path(cases).iterdir()):
        row, well = check(place, Path(models))
        print(f"| {' | '.join(row)} |", flush=True)
        failed += not well
    print(f"\n{failed} failed" if failed else "\nall the same")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
