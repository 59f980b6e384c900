/**
 * @file Every live demo by name. A widget is a folder with an `index.tsx` that default-exports its component;
 * the folder's name is the id that slides use. Each is a chunk of its own, fetched when first shown.
 */
import type { ComponentType } from 'react';
import type { WidgetProps } from './types.ts';

interface WidgetModule {
  default: ComponentType<WidgetProps>;
}

const modules = import.meta.glob<WidgetModule>('./*/index.tsx');

/** Loaders by widget id: `widgets['sft-live']?.()`. */
export const widgets: Record<string, () => Promise<WidgetModule>> = Object.fromEntries(
  Object.entries(modules).map(([path, load]) => [path.split('/')[1]!, load]),
);
