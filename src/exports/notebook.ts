/** @file A script as a Jupyter notebook (nbformat 4.5), with the page's curve beside its own. */

const COMPARE = `import csv

import matplotlib.pyplot as plt

with open("curve.csv", encoding="utf-8") as file:
    page = [float(row["loss"]) for row in csv.DictReader(file)]
here = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
plt.plot(range(1, len(page) + 1), page, label="page")
plt.plot(range(1, len(here) + 1), here, "--", label="TRL")
plt.xlabel("step")
plt.ylabel("loss (nats per token)")
plt.legend()
print("largest difference:", f"{max(abs(a - b) / a for a, b in zip(page, here)):.3%}")
`;

const lines = (text: string) => text.trimEnd().split(/(?<=\n)/);

/** The script in one cell, behind one that goes to the unpacked folder and installs what it needs. */
export function notebook(script: string, { compares }: { compares: boolean }): string {
  const setUp =
    'import os\n\nif os.path.basename(os.getcwd()) == "trl":\n    while not os.path.exists("data"):\n        os.chdir("..")\n%pip install --quiet -r trl/requirements.txt matplotlib\n';
  const cells = [setUp, script, ...(compares ? [COMPARE] : [])].map((source, i) => ({
    cell_type: 'code',
    id: `cell-${i}`,
    execution_count: null,
    metadata: {},
    outputs: [],
    source: lines(source),
  }));
  const kernelspec = { display_name: 'Python 3', language: 'python', name: 'python3' };
  return `${JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}
