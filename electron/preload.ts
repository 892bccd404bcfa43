import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron';
import type { Bridge, Navigation } from '../contract/bridge.ts';
import { ipcChannels } from '../contract/ipc-channels.ts';
import type { StatePush } from '../contract/state.ts';

/** A navigation that came before the page listened, as with a window opened by a click on a notification. */
let waiting: Navigation | null = null;
const navigators = new Set<(navigation: Navigation) => void>();
ipcRenderer.on(ipcChannels.navigate, (_event, navigation: Navigation) => {
  if (navigators.size === 0) waiting = navigation;
  for (const navigate of navigators) navigate(navigation);
});

const bridge: Bridge = {
  request: (name, input) => ipcRenderer.invoke(ipcChannels.request, { name, input }),
  scanDropped(files) {
    // A File made by a script has no path; one that the user dropped has.
    const paths = files.flatMap((file) => (file instanceof File ? [webUtils.getPathForFile(file)] : []));
    return ipcRenderer.invoke(
      ipcChannels.drop,
      paths.filter((path) => path !== ''),
    );
  },
  subscribe(listener) {
    const hear = (_event: IpcRendererEvent, push: StatePush): void => listener(push);
    ipcRenderer.on(ipcChannels.push, hear);
    return () => ipcRenderer.off(ipcChannels.push, hear);
  },
  onNavigate(listener) {
    navigators.add(listener);
    if (waiting !== null) listener(waiting);
    waiting = null;
    return () => navigators.delete(listener);
  },
};

contextBridge.exposeInMainWorld('lazaret', bridge);
