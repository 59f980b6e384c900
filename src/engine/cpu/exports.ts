/** @file The functions of the compiled module. */

/** What `assembly/index.ts` exports; pointers are byte offsets into the memory, 0 for "none". */
export interface CpuExports {
  matmul(
    layout: number,
    a: number,
    b: number,
    m: number,
    n: number,
    k: number,
    base: number,
    c: number,
    scale: number,
    row: number,
    rowEnd: number,
    column: number,
    columnEnd: number,
    scratch: number,
  ): void;
  attentionScratch(length: number, dim: number): number;
  attention(
    q: number,
    k: number,
    v: number,
    y: number,
    logSumExp: number,
    length: number,
    past: number,
    dim: number,
    row: number,
    scale: number,
    scratch: number,
  ): void;
  attentionGradQuery(
    q: number,
    k: number,
    v: number,
    y: number,
    logSumExp: number,
    dy: number,
    dq: number,
    delta: number,
    length: number,
    past: number,
    dim: number,
    row: number,
    scale: number,
    scratch: number,
  ): void;
  attentionGradKeyValue(
    q: number,
    k: number,
    v: number,
    logSumExp: number,
    delta: number,
    dy: number,
    dk: number,
    dv: number,
    length: number,
    past: number,
    dim: number,
    row: number,
    scale: number,
    scratch: number,
  ): void;
  swiGlu(gate: number, up: number, y: number, count: number): void;
  swiGluGrad(gate: number, up: number, dy: number, dgate: number, dup: number, count: number): void;
  crossEntropy(
    logits: number,
    targets: number,
    weights: number,
    weightSum: number,
    loss: number,
    correct: number,
    gradient: number,
    rows: number,
    vocabulary: number,
  ): void;
  rmsNorm(
    x: number,
    weight: number,
    y: number,
    inverse: number,
    rows: number,
    width: number,
    epsilon: number,
  ): void;
  rmsNormGradInput(
    dy: number,
    x: number,
    weight: number,
    inverse: number,
    partial: number,
    dx: number,
    rows: number,
    width: number,
  ): void;
  rmsNormGradWeight(
    dy: number,
    x: number,
    inverse: number,
    dweight: number,
    rows: number,
    width: number,
  ): void;
  rope(
    x: number,
    y: number,
    table: number,
    positions: number,
    rows: number,
    width: number,
    dim: number,
    sign: number,
  ): void;
  sgd(
    weights: number,
    gradients: number,
    first: number,
    count: number,
    rate: number,
    momentum: number,
    decay: number,
    clip: number,
  ): void;
  adamW(
    weights: number,
    gradients: number,
    first: number,
    second: number,
    count: number,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    decay: number,
    clip: number,
    correction1: number,
    correction2: number,
  ): void;
}
