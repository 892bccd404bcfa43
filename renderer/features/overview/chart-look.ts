const axisPx = 36;
/** So many characters have room in it; each further one, at the size of the axis, needs as much again. */
const axisChars = 3;
const charPx = 7;
/** Lines are drawn at round numbers, of which the topmost may be so much more than the longest bar. */
const mostAboveBars = 1.35;

/** How wide the numbers beside the lines are, where `most` is the longest bar. */
function axisWidth(most: number, number: (value: number) => string): number {
  return axisPx + charPx * Math.max(0, number(Math.round(most * mostAboveBars)).length - axisChars);
}

/** What all bar charts of the overview have in common. The numbers stand where lines begin, so they are mirrored too. */
export const chartLook = (isMirrored: boolean, most: number, number: (value: number) => string) =>
  ({
    tickLine: 'none',
    gridAxis: 'x',
    strokeDasharray: '0',
    gridColor: 'var(--line)',
    textColor: 'var(--ink-soft)',
    yAxisProps: {
      width: axisWidth(most, number),
      allowDecimals: false,
      orientation: isMirrored ? 'right' : 'left',
      tick: { transform: `translate(${isMirrored ? 10 : -10}, 0)`, fontSize: 12, fill: 'currentColor' },
    },
  }) as const;

/** The topmost number stands beside its line, not below it; tables say the same to screen readers. */
export const barChartLook = { accessibilityLayer: false, margin: { top: 10, right: 5, bottom: 5, left: 5 } } as const;
