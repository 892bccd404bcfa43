/** Electron IPC: the only three channels there are. A file of its own, so that the preload carries no schema. */
export const ipcChannels = { request: 'lazaret:request', push: 'lazaret:push', navigate: 'lazaret:navigate' } as const;
