/** @file What the gallery knows of a model. */

export interface PublishedModel {
  /** Repository on the Hugging Face hub: the source of the config. */
  readonly id: string;
  /** The name people use, with its size. */
  readonly name: string;
  /** The fields of its config.json that decide counts, as they stand there. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Said where the shape comes from a paper because the weights were never published. */
  readonly paper?: string;
}
