/** @file Words of the README in an exported run, and of what does not carry over. */
import { catalogue } from '../page/language.ts';

export const texts = catalogue({
  zh: {
    title: '一次训练：{run}',
    what: '网页上的一次训练，可以在 Python 里接着做：同样的数据、模板、掩码、方法、优化器、学习率曲线和种子。先解压，在解压后的文件夹里运行下面的命令。',
    files:
      '`data/train.jsonl`：训练数据，按网页取批次的顺序逐行排好；`data/heldout.jsonl`：留出题；`base/`：基座（Hugging Face 格式）；`start/`：第一步之前的适配器；`trained/`：训练后的权重；`curve.csv`：网页上每一步的损失；`evaluations.csv`：每次评估；`run.json`：全部设置。',
    expect:
      '应得到的曲线在 curve.csv：float32、同样的批次，每一步的损失应与它相差不到 1 %。第 1 步 {first}，第 {step} 步 {last}（nats/词元）。',
    noCurve: '这次训练还没有曲线可以比较。',
    run: '运行',
    gaps: '不能照搬的',
    gap_method: '这种方法还没有写成 TRL 和 LLaMA-Factory 的设置；数据、基座、曲线和权重都在这里。',
    gap_optimizer: '这些工具没有网页所用的优化器设置（{optimizer}），所以没有写训练脚本。',
    gap_init: '网页从随机权重开始训练，这里的基座是预训练过的，所以没有写训练脚本。',
    gap_packing: '网页把几条样本拼成一行，拼法和这些工具不同，所以没有写训练脚本。',
    gap_unlearned: '有些回答只读不学，这些工具的数据格式写不出来，所以没有写训练脚本。',
    gap_dropout: 'Dropout 的随机数各不相同：曲线会接近，但不会每一步都相等。',
    gap_schedule: 'Transformers 的线性衰减加预热比网页晚一步：曲线会接近，但不会每一步都相等。',
    gap_cut: '有些样本比上下文长，LLaMA-Factory 截断的方式和网页不同。',
    gap_rows: '数据文件只写了前 {steps} 步；之后又从头取，曲线不再每一步都相等。',
    gap_rate: '训练时学习率被改动过，curve.csv 里记着每一步的值；训练脚本用的是开始时的值。',
  },
  en: {
    title: 'One run: {run}',
    what: 'A run of the page that goes on in Python: the same data, template, mask, method, optimizer, schedule and seed. Unpack it and run the commands below from the unpacked folder.',
    files:
      '`data/train.jsonl`: the training data, row by row in the order of the page’s batches; `data/heldout.jsonl`: held-out questions; `base/`: the base as a Hugging Face folder; `start/`: the adapter before the first step; `trained/`: the trained weights; `curve.csv`: the page’s loss at every step; `evaluations.csv`: every evaluation; `run.json`: all settings.',
    expect:
      'The curve to expect is curve.csv: in float32 and on the same batches, the loss of every step should be within 1 % of it. Step 1: {first}; step {step}: {last} (nats per token).',
    noCurve: 'This run has no curve yet to compare with.',
    run: 'Run it',
    gaps: 'What does not carry over',
    gap_method:
      'This method is not written as settings of TRL and LLaMA-Factory; data, base, curve and weights are here.',
    gap_optimizer:
      'These tools have no such setting of the optimizer ({optimizer}), so there is no training script.',
    gap_init:
      'The page trained from random weights, and the base here is pretrained, so there is no training script.',
    gap_packing:
      'The page packs several examples into a row, in another way than these tools do, so there is no training script.',
    gap_unlearned:
      'Some answers are read and not learned, which the data formats of these tools cannot say, so there is no training script.',
    gap_dropout: 'Dropout draws other random numbers: the curve will be close, but not equal step by step.',
    gap_schedule:
      'Linear decay with warm-up is one step later in Transformers: the curve will be close, but not equal step by step.',
    gap_cut: 'Some examples are longer than the context, and LLaMA-Factory cuts them in another way.',
    gap_rows:
      'The data file holds the first {steps} steps; after them rows come again from the start, and the curve is no longer equal step by step.',
    gap_rate:
      'The learning rate was changed during training: curve.csv tells its value at every step; the scripts use the first one.',
  },
});
