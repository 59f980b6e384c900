/** @file What other rooms use of the data room. */
export * from './batch.ts';
export * from './encode.ts';
export * from './pretraining.ts';
export * from './template.ts';
