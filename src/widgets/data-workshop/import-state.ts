/** @file The states of an import, from text to data set: question, offer without bad rows, imported, undone. */
import type { DataSet } from '../../data/conversation.ts';
import { decodeText, type Encoding } from '../../data/decode.ts';
import {
  type ChosenColumns,
  type ColumnQuestion,
  DataError,
  type Reading,
  readText,
} from '../../data/formats/index.ts';
import { useShared } from '../../page/shared-state.ts';
import { storeChoice } from './column-choice.ts';
import { setOwnData, useOwnData } from './own-data.ts';

type ImportState =
  | { kind: 'none' }
  | { kind: 'problem'; error: DataError }
  | { kind: 'columns'; text: string; encoding: Encoding | null; question: ColumnQuestion }
  /** Some rows are bad: nothing is changed until the reader confirms. */
  | { kind: 'offered'; reading: Reading; encoding: Encoding | null }
  | { kind: 'taken'; reading: Reading; encoding: Encoding | null; before: DataSet; after: DataSet }
  | { kind: 'undone'; count: number };

/** No encoding needs more bytes for as many characters as are read of a file (`tooLarge`): a larger file is not opened. */
const MOST_BYTES = 80_000_000;

const NONE: ImportState = { kind: 'none' };

export interface Import {
  state: ImportState;
  readPasted(text: string): void;
  readFile(file: Blob): Promise<void>;
  choose(chosen: ChosenColumns): void;
  take(): void;
  /** Null where the set has changed since. */
  undo: (() => void) | null;
  drop(): void;
}

/** @param onImport after the set has become another */
export function useImport(append: boolean, onImport: () => void): Import {
  const own = useOwnData();
  const [state, setState] = useShared<ImportState>('data-workshop.import', NONE);

  function accept(reading: Reading, encoding: Encoding | null) {
    const after = append ? [...own.data, ...reading.data] : reading.data;
    setState({ kind: 'taken', reading, encoding, before: own.data, after });
    setOwnData(after);
    onImport();
  }

  function read(text: string, encoding: Encoding | null, chosen?: ChosenColumns) {
    const found = readText(text, chosen);
    if (found.kind === 'columns') setState({ kind: 'columns', text, encoding, question: found });
    else if (found.bad.length > 0) setState({ kind: 'offered', reading: found, encoding });
    else accept(found, encoding);
  }

  /** Errors of a file are shown, and change nothing. */
  function guarded(act: () => void) {
    try {
      act();
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      setState({ kind: 'problem', error });
    }
  }

  return {
    state,
    readPasted: (text) => guarded(() => read(text, null)),
    readFile: async (file) => {
      if (file.size > MOST_BYTES) {
        setState({ kind: 'problem', error: new DataError('tooLarge') });
        return;
      }
      const bytes = new Uint8Array(await file.arrayBuffer());
      guarded(() => {
        const { text, encoding } = decodeText(bytes);
        read(text, encoding);
      });
    },
    choose: (chosen) => {
      if (state.kind !== 'columns') return;
      storeChoice(state.question, chosen);
      guarded(() => read(state.text, state.encoding, chosen));
    },
    take: () => {
      if (state.kind === 'offered') accept(state.reading, state.encoding);
    },
    undo:
      state.kind === 'taken' && own.data === state.after
        ? () => {
            setOwnData(state.before);
            setState({ kind: 'undone', count: state.before.length });
          }
        : null,
    drop: () => setState(NONE),
  };
}
