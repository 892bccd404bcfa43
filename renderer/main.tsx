import './no-eval.ts';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/charts/styles.css';
import './ui/tokens.css';
import { createRoot } from 'react-dom/client';
import { directionOf } from '../locales/index.ts';
import { App } from './app.tsx';
import { checkedBridge } from './bridge.ts';
import { createI18n } from './i18n.ts';
import { createStore } from './state/store.ts';

const i18n = createI18n(navigator.languages);
document.documentElement.lang = i18n.language;
document.documentElement.dir = directionOf(i18n.language);

const bridge = window.lazaret === undefined ? null : checkedBridge(window.lazaret);
const store = bridge === null ? null : createStore(bridge, i18n.t('fatal.late'));
store?.connect();

const element = document.getElementById('root');
if (element === null) throw new Error('index.html has no #root');
createRoot(element).render(
  <App
    i18n={i18n}
    link={bridge === null || store === null ? null : { bridge, store }}
    reload={() => location.reload()}
  />,
);
