/** @file Modules that the build makes of the CPU engine's kernels: one per variant, its binary as base64. */
declare module 'virtual:cpu-kernels/fused' {
  const base64: string;
  export default base64;
}
declare module 'virtual:cpu-kernels/plain' {
  const base64: string;
  export default base64;
}
declare module 'virtual:cpu-kernels/fused-shared' {
  const base64: string;
  export default base64;
}
declare module 'virtual:cpu-kernels/plain-shared' {
  const base64: string;
  export default base64;
}
