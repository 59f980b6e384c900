"""Prints the fields and defaults of PEFT's and Transformers' config classes: python list_fields.py < names.json

The input holds {"peft": [peft types], "models": [model types]}. Defaults that are no JSON are given by their text.
"""

import dataclasses
import json
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"

import peft
import transformers
from peft.mapping import PEFT_TYPE_TO_CONFIG_MAPPING

transformers.logging.set_verbosity_error()


def plain(value):
    if hasattr(value, "value"):
        return value.value
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(each) for each in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def peft_fields(kind):
    fields = {}
    for field in dataclasses.fields(PEFT_TYPE_TO_CONFIG_MAPPING[kind]):
        has_factory = field.default_factory is not dataclasses.MISSING
        fields[field.name] = plain(None if has_factory else field.default)
    return fields


def model_fields(model_type, everywhere):
    parsed = transformers.CONFIG_MAPPING[model_type]().to_dict()
    skip = everywhere | set(getattr(transformers.CONFIG_MAPPING[model_type], "sub_configs", ()))
    return {name: plain(value) for name, value in sorted(parsed.items()) if name not in skip}


asked = json.load(sys.stdin)
base = transformers.PretrainedConfig().to_dict()
json.dump(
    {
        "versions": {"peft": peft.__version__, "transformers": transformers.__version__},
        "peft": {kind: peft_fields(kind) for kind in asked["peft"]},
        "base": {name: plain(value) for name, value in sorted(base.items()) if name != "transformers_version"},
        "models": {each: model_fields(each, set(base)) for each in asked["models"]},
    },
    sys.stdout,
    indent=1,
)
