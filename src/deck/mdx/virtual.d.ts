/** @file Types of the modules that `plugin.ts` makes. */
declare module 'virtual:lesson-outline' {
  const outline: import('../lesson.ts').Outline;
  export default outline;
}
declare module 'virtual:lesson-search' {
  const entries: import('../lesson.ts').SearchEntry[];
  export default entries;
}
