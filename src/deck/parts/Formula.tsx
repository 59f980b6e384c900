/** @file A formula that was rendered at build time by `mdx/formula.ts`. */
interface FormulaProps {
  html: string;
  display?: boolean;
  /** Punctuation after the formula, on the same line. */
  after?: string;
}

export function Formula({ html, display, after }: FormulaProps) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: our own build wrote this string, from our own TeX.
  if (display) return <div className="tex-display" dangerouslySetInnerHTML={{ __html: html }} />;
  return (
    <span className="tex-glue">
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: as above. */}
      <span className="tex" dangerouslySetInnerHTML={{ __html: html }} />
      {after}
    </span>
  );
}
