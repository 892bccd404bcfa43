/** Says `ready` once: when the folders are watched and an engine is trusted. */
export function createReadiness(onReady: () => void): { readonly engine: () => void; readonly folders: () => void } {
  const missing = new Set(['engine', 'folders']);
  const have = (what: string): void => {
    if (missing.delete(what) && missing.size === 0) onReady();
  };
  return { engine: () => have('engine'), folders: () => have('folders') };
}
