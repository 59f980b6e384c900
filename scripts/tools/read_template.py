"""Reads conversations with the chat template of unpacked runs, as Transformers does: python read_template.py FOLDER...

`opened/tokens.json` of a folder has conversations, their tokens and which of those are answers, as the page reads them.
Fails where Transformers reads other tokens, where the answers that `assistant_only_loss=True` of TRL would learn are
others, or where a system message does not stand between `<bos>` and the first question.
"""

import json
import os
import sys
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

from transformers import AutoTokenizer
from trl.chat_template_utils import get_training_chat_template

for folder in map(Path, sys.argv[1:]):
    tokenizer = AutoTokenizer.from_pretrained(folder / "base")
    rows = json.loads((folder / "opened/tokens.json").read_text(encoding="utf-8"))
    assert rows
    for row in rows:
        found = tokenizer.apply_chat_template(row["messages"], return_dict=True, return_assistant_tokens_mask=True)
        assert found["input_ids"] == row["tokens"], f"{row['messages']} is read as {found['input_ids']}"
        assert found["assistant_masks"] == row["answers"], f"{row['messages']}: answers at {found['assistant_masks']}"
        # A system message reads as if its text stood at the head of the first question, but for the sign of the user.
        system = {"role": "system", "content": "Ab"}
        found = tokenizer.apply_chat_template(
            [system, *row["messages"]], return_dict=True, return_assistant_tokens_mask=True
        )
        inserted = tokenizer.encode("Ab", add_special_tokens=False)
        assert found["input_ids"] == [row["tokens"][0], *inserted, *row["tokens"][1:]], found["input_ids"]
        assert found["assistant_masks"] == [0] * len(inserted) + row["answers"], found["assistant_masks"]
    # TRL takes the template as it is: it has the marks already.
    assert "{% generation %}" in tokenizer.chat_template
    assert get_training_chat_template(tokenizer) is None
    print(f"{folder.name}: {len(rows)} conversations")
