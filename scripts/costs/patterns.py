"""Prints what Python's `re.fullmatch` makes of patterns, by name of module: python patterns.py > python-patterns.json

The patterns are those below and 300 made of parts at random, always the same; null stands for an error of Python's.
"""

import json
import platform
import random
import re
import warnings

warnings.simplefilter("ignore")

NAMES = [
    "model.layers.0.self_attn.q_proj",
    "model.layers.11.mlp.down_proj",
    "lm_head",
    "model.embed_tokens",
    "transformer.h.3.attn.c_attn",
    "Q_PROJ",
    "base.v",
]
FIXED = [
    r"(?i).*\.(Q_proj|V_PROJ)",
    r".*self_attn\.(q_proj|v_proj)\Z",
    r"(?x) .* \. q_proj # queries",
    r"(?s:.*)q",
    r"(?>q)",
    r"q++",
    r"a*+",
    r"(?P<n>q)(?(n)_proj|x)",
    r"\q",
    r"(?<n>q)",
    r"q(?i)",
    r"(?i:Q)_proj",
    r"(?iL)q",
    r"**",
    r"(",
    r"[",
    r"\N{DIGIT ONE}",
    r".*[]]?q_proj",
    r"(?is).*Q_PROJ",
    r"\U00000071_proj",
    r"(?a).*q_proj",
    r"(?u:.*)q_proj",
    r"(?m)^model.*$",
    r".*(?<=self_attn\.)q_proj",
    r".*(?<!self_attn\.)[a-z]_proj",
    r"(?P<a>.*)\.(?P<b>q)_proj",
    r"model\.layers\.(?:0|11)\..*",
    r"(?P<a>[a-z]).*(?P=a)",
    r"(.)\1",
    r"\1(.)",
]
PARTS = r"""q_proj v . .* \. [qv] [^k] \w+ \d (q|v) (?:q|k)_proj (?P<x>q) []q] self_attn \Z $ ^ \A (?=q) (?<=\.) (?<!k)
\b a{,2} { } ] x*? [a-z_]+ \.\d+\. (?#note) \x71 \161 \u0071 [\w.]+ [[] / - q{1} (?!k) (?P=x) \2""".split()


def answer(pattern):
    try:
        compiled = re.compile(pattern)
    except re.error:
        return None
    return [place for place, name in enumerate(NAMES) if compiled.fullmatch(name)]


chance = random.Random(7)
patterns = FIXED + ["".join(chance.choices(PARTS, k=chance.randint(1, 5))) for _ in range(300)]
print(
    json.dumps(
        {
            "python": platform.python_version(),
            "names": NAMES,
            "patterns": [[pattern, answer(pattern)] for pattern in patterns],
        }
    )
)
