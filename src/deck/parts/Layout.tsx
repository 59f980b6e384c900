/** @file Plain typographic parts: cards in a row, a key sentence, a quoted figure with its source. */
import type { ReactNode } from 'react';

export function Cards({ children }: { children?: ReactNode }) {
  return <div className="plates">{children}</div>;
}

/** `tone` marks the two methods with the colours that they have in every chart. */
export function Card({
  title,
  tone,
  children,
}: {
  title: string;
  tone?: 'full' | 'lora' | 'base';
  children?: ReactNode;
}) {
  return (
    <section className="plate" data-tone={tone}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** The main sentence of a slide. */
export function KeyPoint({ children }: { children?: ReactNode }) {
  return <div className="key-point">{children}</div>;
}

/** A published number: large figure, what it is, where it is from. */
export function Quoted({ value, children }: { value: string; children?: ReactNode }) {
  return (
    <div className="quoted">
      <span className="quoted-value">{value}</span>
      <div className="quoted-text">{children}</div>
    </div>
  );
}
