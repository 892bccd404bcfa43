import { DirectionProvider, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import type { i18n } from 'i18next';
import { I18nextProvider } from 'react-i18next';
import type { Bridge } from '../contract/bridge.ts';
import { Shell } from './shell.tsx';
import { LinkProvider, useConnection, useStore } from './state/context.tsx';
import type { Store } from './state/store.ts';
import { memoryColorScheme } from './ui/color-scheme.ts';
import { ErrorBoundary } from './ui/error-boundary.tsx';
import { FatalScreen, useFatalTexts } from './ui/fatal-screen.tsx';
import { LoadingScreen } from './ui/loading-screen.tsx';
import { cssVariables, theme } from './ui/theme.ts';

const colorScheme = memoryColorScheme();

interface AppProps {
  readonly i18n: i18n;
  /** Null when the page runs outside Lazaret. */
  readonly link: { readonly bridge: Bridge; readonly store: Store } | null;
  readonly reload: () => void;
}

/** Everything the window shows. */
export function App({ i18n, link, reload }: AppProps) {
  return (
    <I18nextProvider i18n={i18n}>
      <DirectionProvider>
        <MantineProvider
          theme={theme}
          cssVariablesResolver={cssVariables}
          defaultColorScheme="auto"
          colorSchemeManager={colorScheme}
        >
          <Notifications position="bottom-right" limit={4} />
          <ErrorBoundary reload={reload}>
            {link === null ? (
              <Unlinked reload={reload} />
            ) : (
              <LinkProvider bridge={link.bridge} store={link.store}>
                <Connected />
              </LinkProvider>
            )}
          </ErrorBoundary>
        </MantineProvider>
      </DirectionProvider>
    </I18nextProvider>
  );
}

function Unlinked({ reload }: { readonly reload: () => void }) {
  return <FatalScreen {...useFatalTexts().noBridge} onRetry={reload} />;
}

function Connected() {
  const connection = useConnection();
  const store = useStore();
  const { noState } = useFatalTexts();
  switch (connection.kind) {
    case 'connecting':
      return <LoadingScreen />;
    case 'failed':
      return <FatalScreen {...noState} detail={connection.failure.message} onRetry={() => void store.connect()} />;
    case 'connected':
      return <Shell />;
  }
}
