/** @file Serves the built page for the end-to-end tests, on a free port; tests read it with `inject('baseUrl')`. */
import type { TestProject } from 'vitest/node';
import { servePage } from './server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the page is, with a slash at the end. */
    baseUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, close } = await servePage({ port: 0 });
  project.provide('baseUrl', url);
  return close;
}
