/** @file `<Notes minutes={3}>`: the speaker's words. On the slide itself they exist only in the console. */
import { createContext, type ReactNode, useContext } from 'react';

export const ShowNotes = createContext(false);

export function Notes({ children }: { minutes?: number; children?: ReactNode }) {
  return useContext(ShowNotes) ? <div className="notes-body">{children}</div> : null;
}
