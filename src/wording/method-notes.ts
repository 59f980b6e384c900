/** @file One sentence each on what a method changes and what it costs. */
import { catalogue } from '../page/language.ts';
import type { MethodVariant } from '../recipes/variants.ts';

/** One sentence: what the method changes. */
export const methodChanges = catalogue<MethodVariant>({
  zh: {
    full: '每一个权重都训练，什么也不增加。',
    head: '主干全部冻结，只训练最后的输出矩阵。本课的基座让输出层与词嵌入共享权重，所以这里训练的是一份副本，输入端的词嵌入不变。',
    layers: '只训练最靠近输出的几层，下面的层冻结，反向传播也不必往下走。',
    bitfit:
      '只训练偏置。Llama 没有偏置，照原文做就没有参数可训；这里给每个线性层补上一个从零开始的偏置，再只训练它们。',
    norms: '只训练各处归一化的缩放系数，每个特征一个数。',
    houlsby:
      '每层插入两个小瓶颈，注意力后面一个，MLP 后面一个：先降维，过 GELU，再升维，加回原来的输出。升维矩阵从零开始，所以第 0 步与基座完全相同。',
    pfeiffer: '每层只在 MLP 后面插入一个小瓶颈（降维、ReLU、升维），参数大约是 Houlsby 的一半。',
    prompt: '在输入的词嵌入前面接上几个可以训练的向量，模型本身不动。',
    prefix: '在每一层注意力的键和值前面接上可以训练的键和值，模型本身不动。',
    prefixMlp: '前缀不直接训练，而由一个小 MLP（tanh）从几个向量算出来；训练完把算出的前缀存下来，MLP 丢掉。',
    ptuning:
      '“深层提示”：每一层都有自己的可训练前缀，不用 MLP。算法与不带 MLP 的前缀微调相同，这里从随机数开始训练。',
    ia3: '给键、值和 MLP 的中间激活各乘上一个可训练的向量，初始全为 1。',
    lora: '给选中的矩阵旁边加一条低秩通路 BA，只训练 A 和 B。',
    rslora: '与 LoRA 相同，只是把缩放 α/r 换成 α/√r，秩大时更新量不会变小。',
    loraPlus: '与 LoRA 相同，只是 B 的学习率比 A 大若干倍。',
    dora: '把权重拆成方向和长度：方向用 LoRA 改，每个输出的长度另外训练一个数。',
    pissa: '与 LoRA 形状相同，但 A、B 从原矩阵最大的几个奇异方向开始，剩下的部分冻结。',
    qloraInt8: '冻结的基座存成 8 位整数，旁边照常训练 LoRA。',
    qloraNf4: '冻结的基座存成 4 位（NF4，按块缩放），旁边照常训练 LoRA。',
  },
  en: {
    full: 'Every weight is trained; nothing is added.',
    head: 'The body is frozen; only the output matrix is trained. The base of this lesson shares weights between output layer and embedding, so what is trained is a copy, and the embedding at the input stays as it is.',
    layers:
      'Only the blocks nearest the output are trained; those below are frozen, and the backward pass stops above them.',
    bitfit:
      'Only biases are trained. Llama has none, so taken literally there is nothing to train; here every linear map gets a bias that starts at zero, and only these are trained.',
    norms: 'Only the scales of the norms are trained, one number per feature.',
    houlsby:
      'Two small bottlenecks in every block, one behind attention and one behind the MLP: narrow, GELU, widen, add to what was there. The widening matrix starts at zero, so step 0 is the base exactly.',
    pfeiffer:
      'One small bottleneck in every block, behind the MLP (narrow, ReLU, widen): about half the parameters of Houlsby.',
    prompt: 'A few trained vectors stand in front of the embeddings of the input; the model is not touched.',
    prefix:
      'Trained keys and values stand in front of those of every attention layer; the model is not touched.',
    prefixMlp:
      'The prefixes are not trained themselves: a small MLP (tanh) makes them from a few vectors. After training the prefixes are kept and the MLP is thrown away.',
    ptuning:
      '"Deep prompts": every layer has trained prefixes of its own, without an MLP. The computation is that of plain prefix tuning; here it starts from random numbers.',
    ia3: 'Keys, values and the activations inside the MLP are each multiplied by a trained vector, all ones at first.',
    lora: 'A low-rank path BA stands beside the chosen matrices; only A and B are trained.',
    rslora: 'LoRA with the scaling α/√r in place of α/r, so that updates of a high rank do not shrink.',
    loraPlus: 'LoRA with a learning rate for B that is several times that of A.',
    dora: 'Weights are split into direction and length: LoRA changes the direction, and every output has a trained length.',
    pissa:
      'The shape of LoRA, but A and B start from the largest singular directions of the matrix; the rest is frozen.',
    qloraInt8: 'The frozen base is stored as 8-bit integers, with LoRA beside it as usual.',
    qloraNf4: 'The frozen base is stored in 4 bits (NF4, scaled by blocks), with LoRA beside it as usual.',
  },
});

/** One sentence: what the method costs. */
export const methodCosts = catalogue<MethodVariant>({
  zh: {
    full: '优化器要为每个权重存两个数，每个任务要存一整份模型。',
    head: '反向传播只到输出层，很便宜；但特征不会变，输出矩阵又随词表变大。',
    layers: '训练的层越多越贵；存下来的是这几层的完整权重。',
    bitfit: '参数极少；但每个偏置都要对整批激活求和，反向传播也要走完全程。',
    norms: '参数比别的方法都少，能改变的也少；反向传播要走完全程。',
    houlsby: '每层多两段串行计算，推理时一直在；中间有非线性，不能并回原来的矩阵。',
    pfeiffer: '每层多一段串行计算，推理时一直在；不能并回原来的矩阵。',
    prompt: '参数极少，但每条序列都变长，占上下文和激活；要的学习率比别的方法高得多，初始值也有影响。',
    prefix: '不加长输入，但每层的注意力多看几个位置，键值缓存也更长；对学习率和初始值敏感。',
    prefixMlp: '训练时多一个 MLP，参数可能比前缀本身多得多；存下来的文件与不带 MLP 时一样大。',
    ptuning: '与不带 MLP 的前缀微调相同。',
    ia3: '参数极少；训练完可以乘进原来的矩阵，推理没有额外开销。',
    lora: '参数与秩成正比；训练完可以并回原来的矩阵，推理没有额外开销。',
    rslora: '与 LoRA 相同。',
    loraPlus: '与 LoRA 相同，多一个要选的数：两个学习率之比。',
    dora: '比 LoRA 每个矩阵多存一列长度，每一步还要算出当前权重的行范数；训练完可以合并。',
    pissa: '与 LoRA 相同，开始前要做一次奇异值分解。',
    qloraInt8: '基座的内存约为 32 位时的四分之一；每次用到都要先还原，略慢，数值略有误差。',
    qloraNf4: '基座的内存约为 32 位时的七分之一；每次用到都要先还原，更慢，数值误差更大。',
  },
  en: {
    full: 'The optimizer keeps two numbers per weight, and every task needs a whole model of its own.',
    head: 'The backward pass stops at the output layer, which is cheap; but features do not change, and the matrix grows with the vocabulary.',
    layers: 'The more blocks, the higher the cost; the complete weights of these blocks are stored.',
    bitfit:
      'Very few parameters; but every bias is a sum over all activations of the batch, and the backward pass goes all the way down.',
    norms:
      'Fewer parameters than any other method here, and little that they can change; the backward pass goes all the way down.',
    houlsby:
      'Two more steps in series per block, at inference too; the non-linearity keeps them from being merged.',
    pfeiffer: 'One more step in series per block, at inference too; it cannot be merged.',
    prompt:
      'Very few parameters, but every sequence gets longer, in context and in activations; it wants a far higher learning rate than other methods, and starting values matter.',
    prefix:
      'The input does not get longer, but attention looks at more places in every layer and the cache of keys and values grows; sensitive to learning rate and starting values.',
    prefixMlp:
      'An MLP more while training, often with far more parameters than the prefixes themselves; the stored file is as large as without it.',
    ptuning: 'The same as prefix tuning without an MLP.',
    ia3: 'Very few parameters; after training they can be multiplied into the weights, at no cost for inference.',
    lora: 'Parameters in proportion to the rank; after training they can be merged, at no cost for inference.',
    rslora: 'The same as LoRA.',
    loraPlus: 'The same as LoRA, and one more number to choose: the ratio of the two rates.',
    dora: 'A column of lengths per matrix more than LoRA, and the row norms of the current weights in every step; it can be merged.',
    pissa: 'The same as LoRA, after one singular value decomposition at the start.',
    qloraInt8:
      'The base takes about a quarter of its 32-bit memory; it is unpacked whenever it is read, a little slower and a little less exact.',
    qloraNf4:
      'The base takes about a seventh of its 32-bit memory; it is unpacked whenever it is read, slower and less exact still.',
  },
});
