import {
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  type MantineColorsTuple,
  Menu,
  Modal,
  Tooltip,
} from '@mantine/core';

/** Harbour water: the colour of everything that can be pressed. */
const harbour: MantineColorsTuple = [
  '#e7f5f5',
  '#d3e9e9',
  '#a6d3d4',
  '#76bbbe',
  '#4fa6aa',
  '#36979c',
  '#1f8389',
  '#0d6d73',
  '#075c62',
  '#014a50',
];

/** For what cannot be taken back. */
const danger: MantineColorsTuple = [
  '#fdecec',
  '#f8d6d6',
  '#efacac',
  '#e67f7f',
  '#dd5957',
  '#d2413f',
  '#c63333',
  '#b3272a',
  '#9c1f24',
  '#7d151b',
];

/** Night water instead of neutral grey, so that the dark window belongs to the same place. */
const dark: MantineColorsTuple = [
  '#dbe4e5',
  '#b9c6c8',
  '#98a8ab',
  '#5f7276',
  '#36474b',
  '#2a3a3e',
  '#1c2a2e',
  '#142024',
  '#0f191c',
  '#0a1214',
];

const overlayProps = { backgroundOpacity: 0.4 };

export const theme = createTheme({
  primaryColor: 'harbour',
  primaryShade: { light: 7, dark: 7 },
  colors: { harbour, danger, dark },
  black: '#142225',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, Cantarell, 'Noto Sans', 'DejaVu Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'Noto Sans Mono', 'DejaVu Sans Mono', monospace",
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '0.9375rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  components: {
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withArrow: true } }),
    // A menu that opens has its first item focused, as the ARIA menu button pattern asks.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
    Modal: Modal.extend({ defaultProps: { centered: true, size: 'lg', overlayProps } }),
    Drawer: Drawer.extend({ defaultProps: { overlayProps } }),
  },
});

/** Mantine's own roles, filled from `tokens.css`, so that its parts and ours have the same ink and surfaces. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': 'var(--surface)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-soft)',
    '--mantine-color-placeholder': 'var(--ink-faint)',
    '--mantine-color-default-border': 'var(--edge)',
    '--mantine-color-anchor': 'var(--accent-text)',
    '--mantine-color-error': 'var(--bad-text)',
  },
  dark: {
    '--mantine-color-body': 'var(--surface)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-soft)',
    '--mantine-color-placeholder': 'var(--ink-faint)',
    '--mantine-color-default': 'var(--raised)',
    '--mantine-color-default-hover': 'var(--raised-hover)',
    '--mantine-color-default-border': 'var(--edge)',
    '--mantine-color-anchor': 'var(--accent-text)',
    '--mantine-color-error': 'var(--bad-text)',
    '--mantine-color-harbour-light-color': 'var(--accent-text)',
  },
});
