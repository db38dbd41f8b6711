/** Stands for esbuild in the package, which contains what esbuild would build. */
export function buildSync(): never {
  throw new Error('The package does not contain esbuild.');
}
