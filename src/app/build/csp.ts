/**
 * @file The Content-Security-Policy of both editions (W3C, Content Security Policy Level 3): nothing is loaded from
 * another origin, no text becomes code, markup in data cannot run. It is a `<meta>` of the page, since a static
 * host may send no headers; `npm start` sends it as a header as well, which then binds the workers too.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

type Directives = Readonly<Record<string, readonly string[]>>;

const SHARED: Directives = {
  'default-src': ["'none'"],
  // KaTeX sets lengths by style attributes in its markup. An attribute can neither run code nor, with the image
  // sources below, ask another origin for anything. React and Recharts set styles by script, which is always allowed.
  'style-src-attr': ["'unsafe-inline'"],
  // Charts are saved as pictures by way of `blob:`; icons in style sheets are `data:`.
  'img-src': ["'self'", 'data:', 'blob:'],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
};

function serialised(directives: Directives): string {
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}

/** The installable page: files of its own origin and WebAssembly compiled from them. */
export const PAGE_POLICY = serialised({
  ...SHARED,
  'script-src': ["'self'", "'wasm-unsafe-eval'"],
  'style-src': ["'self'"],
  // Small fonts of KaTeX are in its style sheet.
  'font-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'worker-src': ["'self'"],
  'manifest-src': ["'self'"],
});

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/**
 * Hashes of the contents of all elements of one name. Both kinds are read in one pass, as a browser reads them: a script
 * that contains the text `<style>` opens none.
 */
function hashesOf(html: string, element: 'script' | 'style'): string[] {
  const found = html.matchAll(/<(script|style)(?:\s[^>]*)?>([\s\S]*?)<\/\1>/g);
  return [...found].filter(([, name]) => name === element).map(([, , content]) => hashOf(content ?? ''));
}

/** The one file: exactly the scripts and style sheets that are in it, its worker from a `blob:`, no requests at all. */
export function oneFilePolicy(html: string): string {
  return serialised({
    ...SHARED,
    'img-src': ['data:', 'blob:'],
    'script-src': [...hashesOf(html, 'script'), "'wasm-unsafe-eval'"],
    'style-src': hashesOf(html, 'style'),
    'font-src': ['data:'],
    'worker-src': ['blob:'],
  });
}

/** Right behind the charset, which must be among the first 1024 bytes, and before all that it governs. */
export function withPolicy(html: string, policy: string): string {
  const charset = /<meta charset="utf-8" \/>\n?/;
  if (!charset.test(html))
    throw new Error('index.html has no <meta charset="utf-8" /> to put the policy behind');
  return html.replace(
    charset,
    (found) => `${found}    <meta http-equiv="Content-Security-Policy" content="${policy}" />\n`,
  );
}

/** Writes the policy into the built page, when all else that is in it has been serialised. */
export function contentSecurityPolicy(file: string, policy: (html: string) => string): Plugin {
  let folder = '';
  return {
    name: 'content-security-policy',
    apply: 'build',
    configResolved: ({ root, build }) => {
      folder = join(root, build.outDir);
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        const path = join(folder, file);
        const html = readFileSync(path, 'utf8');
        writeFileSync(path, withPolicy(html, policy(html)));
      },
    },
  };
}
