/** @file A modal sheet on the platform's own `<dialog>`: focus stays in, Esc closes, focus returns. */
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useText } from '../../page/language.ts';
import { deckTexts } from '../text.ts';
import { Icon } from './icons.tsx';

interface SheetProps {
  title: string;
  className?: string;
  onClose(): void;
  children: ReactNode;
}

export function Sheet({ title, className = '', onClose, children }: SheetProps) {
  const t = useText(deckTexts);
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    if (!element || element.open) return;
    // jsdom has no modal dialogs.
    if (typeof element.showModal === 'function') element.showModal();
    else element.setAttribute('open', '');
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is on the backdrop; Esc does the same by key.
    <dialog
      ref={dialog}
      className={`deck-sheet ${className}`}
      aria-labelledby={heading}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className="deck-sheet-inner">
        <header className="deck-sheet-head">
          <h2 id={heading}>{title}</h2>
          <button
            type="button"
            className="button button-quiet button-icon"
            aria-label={t('close')}
            onClick={onClose}
          >
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
