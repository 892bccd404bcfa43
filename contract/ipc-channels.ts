/** Electron IPC: the only four channels there are. A file of its own, so that the preload carries no schema. */
export const ipcChannels = {
  request: 'lazaret:request',
  push: 'lazaret:push',
  navigate: 'lazaret:navigate',
  drop: 'lazaret:drop',
} as const;
