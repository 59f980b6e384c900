/** @file The elements that slides may use, by the name they have in MDX. */
import { Cite } from './Cite.tsx';
import { Computed } from './Computed.tsx';
import { Cover } from './Cover.tsx';
import { Derive } from './Derive.tsx';
import { Formula } from './Formula.tsx';
import { Exercise, Handout } from './Handout.tsx';
import { Card, Cards, KeyPoint, Quoted } from './Layout.tsx';
import { Notes } from './Notes.tsx';
import { Option, Predict } from './Predict.tsx';
import { Answer, Quiz } from './Quiz.tsx';
import { Recorded } from './Recorded.tsx';
import { References } from './References.tsx';
import { Chapter, Slide, Step, Text } from './Slide.tsx';
import { Term } from './Term.tsx';
import { AfterGuess } from './UntilGuess.tsx';
import { Widget } from './Widget.tsx';

export const parts: Record<string, unknown> = {
  AfterGuess,
  Answer,
  Card,
  Cards,
  Chapter,
  Cite,
  Computed,
  Cover,
  Derive,
  Exercise,
  Formula,
  Handout,
  KeyPoint,
  Notes,
  Option,
  Predict,
  Quiz,
  Quoted,
  Recorded,
  References,
  Slide,
  Step,
  Term,
  Text,
  Widget,
};
