/** @file The exports of the data room. */
export * from './batch.ts';
export * from './conversation.ts';
export * from './encode.ts';
export * from './new-facts.ts';
export * from './packing.ts';
export * from './pretraining.ts';
export * from './sources.ts';
export * from './template.ts';
export * from './transforms.ts';
