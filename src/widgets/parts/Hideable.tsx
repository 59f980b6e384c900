/** @file A control that a teacher may have hidden by `?hide=lr,seed`. */
import type { ReactNode } from 'react';
import { isHidden } from '../../page/param-store.ts';

export function Hideable({ name, children }: { name: string; children: ReactNode }) {
  return isHidden(name) ? null : children;
}
