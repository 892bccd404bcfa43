import { type MantineColorScheme, type MantineColorSchemeManager, useMantineColorScheme } from '@mantine/core';
import { useEffect } from 'react';
import { useAppState } from '../state/context.tsx';

/** Keeps the colour scheme for this window's life only: where it lasts is main's settings, not the browser's storage. */
export function memoryColorScheme(): MantineColorSchemeManager {
  let current: MantineColorScheme | null = null;
  return {
    get: (defaultValue) => current ?? defaultValue,
    set: (value) => {
      current = value;
    },
    subscribe: () => undefined,
    unsubscribe: () => undefined,
    clear: () => {
      current = null;
    },
  };
}

/** Follows the settings; until they are known the system's choice holds. */
export function useColorSchemeFromSettings(): void {
  const wanted = useAppState((state) => state.settings.appearance.colorScheme);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  useEffect(() => {
    // Even where nothing changes, it has the style of the whole page worked out twice.
    if (colorScheme !== wanted) setColorScheme(wanted);
  }, [colorScheme, wanted, setColorScheme]);
}
