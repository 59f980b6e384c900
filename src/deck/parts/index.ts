/** @file The elements that slides may use, by the name they have in MDX. */
import { Derive } from './Derive.tsx';
import { Formula } from './Formula.tsx';
import { Notes } from './Notes.tsx';
import { Chapter, Slide, Step, Text } from './Slide.tsx';
import { Widget } from './Widget.tsx';

export const parts: Record<string, unknown> = { Chapter, Derive, Formula, Notes, Slide, Step, Text, Widget };
