/** @file The version of the build, set by the build. */

/** Such as `0.1.0+3fa9c1e2`; `dev` where nothing was built. */
export const VERSION: string = import.meta.env.VITE_LESSON_VERSION ?? 'dev';
