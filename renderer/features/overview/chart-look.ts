/** What all bar charts of the overview have in common. The numbers stand where lines begin, so they are mirrored too. */
export const chartLook = (isMirrored: boolean) =>
  ({
    tickLine: 'none',
    gridAxis: 'x',
    strokeDasharray: '0',
    gridColor: 'var(--line)',
    textColor: 'var(--ink-soft)',
    yAxisProps: { width: 36, allowDecimals: false, orientation: isMirrored ? 'right' : 'left' },
  }) as const;
