/** What all bar charts of the overview have in common. The numbers stand where lines begin, so they are mirrored too. */
export const chartLook = (isMirrored: boolean) =>
  ({
    tickLine: 'none',
    gridAxis: 'x',
    strokeDasharray: '0',
    gridColor: 'var(--line)',
    textColor: 'var(--ink-soft)',
    yAxisProps: {
      width: 36,
      allowDecimals: false,
      orientation: isMirrored ? 'right' : 'left',
      tick: { transform: `translate(${isMirrored ? 10 : -10}, 0)`, fontSize: 12, fill: 'currentColor' },
    },
  }) as const;

/** The topmost number stands beside its line, not below it; tables say the same to screen readers. */
export const barChartLook = { accessibilityLayer: false, margin: { top: 10, right: 5, bottom: 5, left: 5 } } as const;
