import { createContext, useContext } from 'react';
import type { Navigation } from '../contract/bridge.ts';

export type Navigate = (to: Navigation) => void;

const NavigateContext = createContext<Navigate | null>(null);

export const NavigateProvider = NavigateContext.Provider;

/** Opens a view, and an item of it where one is named. */
export function useNavigate(): Navigate {
  const navigate = useContext(NavigateContext);
  if (navigate === null) throw new Error('NavigateProvider is missing above this component');
  return navigate;
}
