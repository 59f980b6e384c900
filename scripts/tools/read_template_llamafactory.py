"""Reads conversations as LLaMA-Factory does for a run: python read_template_llamafactory.py FOLDER...

With the template that it takes from the tokenizer, the description of the data and the settings of an unpacked run.
`opened/tokens.json` has the conversations, their tokens and those that the page learns. Fails where LLaMA-Factory reads
other tokens or learns others, and where a system message does not stand between `<bos>` and the first question.
"""

import json
import os
import sys
from pathlib import Path

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["HF_HUB_OFFLINE"] = "1"

import yaml
from llamafactory.data.converter import SharegptDatasetConverter
from llamafactory.data.parser import get_dataset_list
from llamafactory.data.processor.supervised import SupervisedDatasetProcessor
from llamafactory.data.template import get_template_and_fix_tokenizer
from llamafactory.extras.constants import IGNORE_INDEX
from llamafactory.hparams import DataArguments
from transformers import AutoTokenizer, HfArgumentParser


def check(folder):
    settings = yaml.safe_load((folder / "llamafactory/train.yaml").read_text(encoding="utf-8"))
    settings["dataset_dir"] = str(folder / "data")
    [args] = HfArgumentParser(DataArguments).parse_dict(settings, allow_extra_keys=True)
    tokenizer = AutoTokenizer.from_pretrained(folder / "base")
    template = get_template_and_fix_tokenizer(tokenizer, args)
    [attributes] = get_dataset_list(args.dataset, args.dataset_dir)
    convert = SharegptDatasetConverter(attributes, args)
    processor = SupervisedDatasetProcessor(template, tokenizer, None, args)

    def read(messages):
        said = convert({"messages": messages})
        found = processor.preprocess_dataset({name: [value] for name, value in said.items()})
        assert found, f"{messages} is left out"
        # Whatever the label of the first token is, nothing predicts it.
        return found["input_ids"][0], [int(label != IGNORE_INDEX) for label in found["labels"][0][1:]]

    rows = json.loads((folder / "opened/tokens.json").read_text(encoding="utf-8"))
    for row in rows:
        tokens, learned = read(row["messages"])
        assert tokens == row["tokens"], f"{row['messages']} is read as {tokens}"
        assert learned == row["learned"][1:], f"{row['messages']}: learns {learned}"
        system = {"role": "system", "content": "Ab"}
        tokens, learned = read([system, *row["messages"]])
        said = tokenizer.encode("Ab", add_special_tokens=False)
        assert tokens == [row["tokens"][0], *said, *row["tokens"][1:]], tokens
        if not args.train_on_prompt:
            assert learned == [0] * len(said) + row["learned"][1:], learned
    return len(rows)


for folder in map(Path, sys.argv[1:]):
    if (folder / "llamafactory/train.yaml").exists():
        print(f"{folder.name}: {check(folder)} conversations")
    else:
        print(f"{folder.name}: nothing for LLaMA-Factory")
