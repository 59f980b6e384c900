/** @file A formula that was rendered at build time by `mdx/formula.ts`. */
export function Formula({ html, display }: { html: string; display?: boolean }) {
  const Tag = display ? 'div' : 'span';
  return (
    <Tag
      className={display ? 'formula-display' : 'formula'}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: our own build wrote this string, from our own TeX.
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}
