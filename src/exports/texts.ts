/** @file Words of the README in an exported run, and of what does not carry over. */
import { type Catalogue, catalogue } from '../page/language.ts';

export type TextKey = typeof texts extends Catalogue<infer Key> ? Key : never;

export const texts = catalogue({
  zh: {
    title: '一次训练：{run}',
    what: '网页上的一次训练，可以在 Python 里接着做：同样的数据、模板、掩码、方法、优化器、学习率曲线和种子。先解压，在解压后的文件夹里运行下面的命令。',
    files:
      '`data/train.jsonl`：训练数据，按网页取批次的顺序逐行排好；`data/all.jsonl`：每条只出现一次；`data/valid.jsonl`：留出题；`base/`：基座（Hugging Face 格式，float32）；`start/`：第一步之前的适配器或权重；`trained/`：训练后的权重；`curve.csv`：网页上每一步的损失；`evaluations.csv`：每次评估；`run.json`：全部设置；`trl/train.ipynb`：同一个脚本的笔记本，最后画出两条曲线。',
    expect:
      '应得到的曲线在 curve.csv：float32、同样的批次，每一步的损失应与它相差不到 1 %。第 1 步 {first}，第 {step} 步 {last}（nats/词元）。',
    noCurve: '这是一份计划：还没有训练过，所以没有曲线可以比较，也没有 trained/。',
    run: '同一次训练',
    environments: '每个工具用一个单独的虚拟环境：它们要的版本互不相同。',
    gaps: '不能照搬的',
    notFor: '没有为它写设置：',
    real: '真正的规模：{model}',
    realWhat: '同样的数据和方法，换成 Hub 上的模型。`real/` 里的文件各就各位，数字改动如下：',
    rate_lora:
      '学习率 {rate}，不是网页的 {page}：小模型宽度小、步数少，要大得多的学习率；13 B 以下的模型用 LoRA 时常取 2e-4（Dettmers 等 2023，表 9）。',
    rate_full:
      '学习率 {rate}，不是网页的 {page}：预训练得好的大模型全量微调时，大学习率会毁掉已学到的（Alpaca 取 2e-5）。',
    rate_unchanged: '学习率仍是 {rate}：这种方法没有公认的值，请先用几个值各试几十步。',
    realBatch:
      '每次更新 {update} 条（网页是 {page} 条）：每块 GPU 一次 {once} 条，累积 {more} 次，24 GB 显存放得下。',
    realEpochs: '{rows} 条数据过 {epochs} 遍，余弦衰减，前 {warmup} 次更新预热（3 %）。',
    realLength: 'bfloat16，最长 {length} 个词元。',
    realCheckpoints: '开启梯度检查点。',
    realNoCheckpoints: '不开梯度检查点：那样会丢掉前缀所在的缓存。',
    realTemplate: '聊天模板用模型自己的。',
    severalGpus:
      '几块 GPU：把 `python` 换成 `accelerate launch --config_file {folder}trl/accelerate/several_gpus.yaml`（模型放不下时用 `fsdp.yaml`；一块 GPU 用 `one_gpu.yaml`），并在文件里写上 GPU 的块数。每块 GPU 每次更新取 {each} 条，',
    severalGpusSame: '所以批次不再和网页的一样，曲线也不同。',
    severalGpusReal: '所以按块数调小 `gradient_accumulation_steps`，更新的大小才不变。',
    gap_method: '它没有这种方法。',
    gap_projection: 'PEFT 不保存前缀的 MLP，所以不能从网页的初始值开始。',
    gap_muon: 'Muon 不在这些工具共有的优化器里。',
    gap_sgdDecay: '这些工具的 SGD 把权重衰减加进梯度，网页则直接缩小权重。',
    gap_packing: '网页把几条样本拼成一行，拼法和这些工具不同。',
    gap_replay: '训练时混入了预训练文本（回放），这些工具的对话数据格式写不出来。',
    gap_unlearned: '有些回答只读不学，这些工具的数据格式写不出来。',
    gap_lastAnswer: '对话有好几轮，而损失只算最后一个回答，它没有这种设置。',
    gap_dropout: 'Dropout 的随机数各不相同：曲线会接近，但不会每一步都相等。',
    gap_quantized: '`base/` 里写的是量化后的值（float32），这样不需要 bitsandbytes 也能得到同样的曲线。',
    gap_special:
      '有的文字里写着特殊词元的名字（如 `<eos>`），Python 会把它当成真的词元，所以这里改写成全角的 ＜；这些行的损失会不同。',
    gap_schedule: 'Transformers 的线性衰减加预热比网页晚一步：曲线会接近，但不会每一步都相等。',
    gap_cut: '有些样本比上下文长，它截断的方式和网页不同。',
    gap_rows: '数据文件只写了前 {steps} 步；之后又从头取，曲线不再每一步都相等。',
    gap_rate: '训练时学习率被改动过，curve.csv 里记着每一步的值；脚本用的是开始时的值。',
    gap_ownStart: '它自己随机初始化 A：曲线的形状相似，每一步的数值不同。',
    gap_firstToken:
      '提示也算损失时，它求平均时每行多数一个词元（`<bos>`），所以它报的损失小几个百分点；分子是一样的。',
    gap_roleTokens:
      '提示也算损失时，它不算角色词元（`<user>`、`<assistant>`），而这些很容易预测，所以它报的损失高几个百分点：曲线的形状相似。',
    gap_placeholder:
      '它用一段占位文字来定位回答；有的回答首尾的词元和这段文字的相同（例如词表里没有的字符），它就不算这些词元的损失，曲线因此不同。',
    gap_unsloth: '它打乱数据，用 8 位 AdamW 和线性衰减，也不读裁剪值：曲线的形状相似。需要 GPU。',
    gap_mlxCli:
      '`mlx/train.py` 给出同样的曲线；`mlx_lm.lora` 按长度排序取批次、不裁剪梯度，全量微调时不训练嵌入，所以只是形状相似。`mlx/start`、`mlx/trained` 是 MLX 布局的适配器（`lora_a` 为 [in, r]）。',
    gap_unquantized: '它的设置不能这样量化基座：LoRA 加在 16 位的模型上。',
    gap_decay: 'MLX 的权重衰减也作用于向量：曲线会接近，但不会每一步都相等。',
  },
  en: {
    title: 'One run: {run}',
    what: 'A run of the page that goes on in Python: the same data, template, mask, method, optimizer, schedule and seed. Unpack it and run the commands below from the unpacked folder.',
    files:
      '`data/train.jsonl`: the training data, row by row in the order of the page’s batches; `data/all.jsonl`: every row once; `data/valid.jsonl`: held-out questions; `base/`: the base as a Hugging Face folder, in float32; `start/`: the adapter or weights before the first step; `trained/`: the trained weights; `curve.csv`: the page’s loss at every step; `evaluations.csv`: every evaluation; `run.json`: all settings; `trl/train.ipynb`: the same script as a notebook, which draws both curves at its end.',
    expect:
      'The curve to expect is curve.csv: in float32 and on the same batches, the loss of every step should be within 1 % of it. Step 1: {first}; step {step}: {last} (nats per token).',
    noCurve:
      'This is a plan: it has not been trained, so there is no curve to compare with, and no `trained/`.',
    run: 'The same run',
    environments: 'Give each tool a virtual environment of its own: they ask for different versions.',
    gaps: 'What does not carry over',
    notFor: 'Nothing is written for it:',
    real: 'The real thing: {model}',
    realWhat:
      'The same data and method on a model of the hub. The files stand below `real/`; these numbers have changed:',
    rate_lora:
      'Learning rate {rate}, not the page’s {page}: a narrow model trained for few steps takes a far larger one. LoRA on models of up to 13 B parameters is usually trained at 2e-4 (Dettmers et al. 2023, table 9).',
    rate_full:
      'Learning rate {rate}, not the page’s {page}: a large rate destroys what a well pretrained model has learned (Alpaca took 2e-5).',
    rate_unchanged:
      'Learning rate {rate}, as in the page: there is no agreed value for this method, so try several for some dozens of steps first.',
    realBatch:
      '{update} examples an update (the page: {page}): {once} at a time on each GPU, added up {more} times, which fits 24 GB.',
    realEpochs: '{rows} rows, {epochs} times each; cosine decay, the first {warmup} updates (3 %) warm up.',
    realLength: 'bfloat16, at most {length} tokens.',
    realCheckpoints: 'Gradient checkpointing is on.',
    realNoCheckpoints: 'Gradient checkpointing is off: it would lose the cache in which the prefixes stand.',
    realTemplate: 'The chat template is the model’s own.',
    severalGpus:
      'On several GPUs, put `accelerate launch --config_file {folder}trl/accelerate/several_gpus.yaml` in the place of `python` (`fsdp.yaml` where the model does not fit into one, `one_gpu.yaml` for one) and write their number into the file. Each GPU takes {each} examples an update, ',
    severalGpusSame: 'so the batches are no longer the page’s, and the curve is another.',
    severalGpusReal: 'so lower `gradient_accumulation_steps` by their number to keep updates as they are.',
    gap_method: 'It does not have this method.',
    gap_projection:
      'PEFT does not save the MLP of a prefix, so training cannot begin from the page’s starting values.',
    gap_muon: 'Muon is not among the optimizers that these tools share.',
    gap_sgdDecay:
      'SGD of these tools adds weight decay to the gradient, while the page shrinks the weights themselves.',
    gap_packing: 'The page packs several examples into a row, in another way than these tools do.',
    gap_replay: 'Pretraining text was mixed in (replay), which their conversation formats cannot say.',
    gap_unlearned: 'Some answers are read and not learned, which the data formats of these tools cannot say.',
    gap_lastAnswer:
      'Conversations have several turns and only the last answer counts, for which it has no setting.',
    gap_dropout: 'Dropout draws other random numbers: the curve will be close, but not equal step by step.',
    gap_quantized:
      '`base/` holds the quantized values (in float32), so that the same curve comes out without bitsandbytes.',
    gap_special:
      'Some texts hold the name of a special token (such as `<eos>`), which Python would read as the token itself; it is written with a full-width ＜ here, and the loss of these rows differs.',
    gap_schedule:
      'Linear decay with warm-up is one step later in Transformers: the curve will be close, but not equal step by step.',
    gap_cut: 'Some examples are longer than the context, and it cuts them in another way.',
    gap_rows:
      'The data file holds the first {steps} steps; after them rows come again from the start, and the curve is no longer equal step by step.',
    gap_rate:
      'The learning rate was changed during training: curve.csv tells its value at every step; the scripts use the first one.',
    gap_ownStart: 'It draws its own random A: the curve has the same shape, with other values at each step.',
    gap_firstToken:
      'With the prompt in the loss it divides by one token too many in each row (`<bos>`), so that the loss it tells is some per cent lower; the sum is the same.',
    gap_roleTokens:
      'With the prompt in the loss it leaves out the tokens of the roles (`<user>`, `<assistant>`), which are easy to predict, so that its loss is some per cent higher: the curve has the same shape.',
    gap_placeholder:
      'It finds an answer by a placeholder in its place. Where an answer begins or ends with the same token as that (a sign which the vocabulary lacks, for instance), it leaves the token out of the loss, so that the curve differs.',
    gap_unsloth:
      'It shuffles the data, uses AdamW in 8 bits and linear decay, and reads no clipping: the curve has the same shape. It needs a GPU.',
    gap_mlxCli:
      '`mlx/train.py` gives the same curve; `mlx_lm.lora` takes batches sorted by length, does not clip gradients and leaves embeddings alone in full fine-tuning, so its curve only has the same shape. `mlx/start` and `mlx/trained` are adapters in the layout of MLX (`lora_a` is [in, r]).',
    gap_unquantized: 'Its settings cannot quantize the base like this: LoRA trains on the model in 16 bits.',
    gap_decay:
      'Weight decay in MLX shrinks vectors too: the curve will be close, but not equal step by step.',
  },
});
