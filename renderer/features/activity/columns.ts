import {
  type ActivityColumn,
  firstDirection,
  type HistoryOrder,
  type HistorySortKey,
} from '../../../contract/history.ts';

/** Every column in the order they stand in. */
export const allColumns = [
  'verdict',
  'name',
  'finding',
  'folder',
  'size',
  'origin',
  'trigger',
  'duration',
  'engine',
  'time',
] as const satisfies readonly (ActivityColumn | HistorySortKey)[];
export type Column = (typeof allColumns)[number];

/** What a column is sorted by; undefined for those that cannot be. */
export const sortKeys: Readonly<Partial<Record<Column, HistorySortKey>>> = {
  verdict: 'verdict',
  name: 'name',
  finding: 'finding',
  folder: 'folder',
  size: 'size',
  origin: 'origin',
  time: 'time',
};

/** The order after a press on a column's heading: its usual one, or the other way round. */
export function nextOrder(order: HistoryOrder, key: HistorySortKey): HistoryOrder {
  if (order.key !== key) return { key, direction: firstDirection[key] };
  return { key, direction: order.direction === 'ascending' ? 'descending' : 'ascending' };
}

const verdictRem = 9.5;
const timeRem = 9.5;
const paddingRem = 1;
/** Less is too little for a name and what stands below it. */
const leastLineRem = 13.5;
/** Of that line, what is kept for finding and folder when others have to go there, too. */
const leastTextsRem = 8;
const mostOfLine = 0.6;
/** A shorter one has room for the name's heading alone; what is below it can still be sorted by from the menu. */
const leastHeadedRem = 16;

/** Those that stand beside the name when there is room; finding and folder always stand below it. */
const besideRem = { size: 7, origin: 10.5, trigger: 9, duration: 6.25, engine: 8.25 } as const;
const isBeside = (column: ActivityColumn): column is keyof typeof besideRem => column in besideRem;

/** Where the columns stand in a list of some width. A row has two lines: the name, and below it what describes it. */
export interface ColumnLayout {
  readonly beside: readonly ActivityColumn[];
  readonly below: readonly ActivityColumn[];
  /** Those of `below` that have a heading one sees. */
  readonly headed: readonly ActivityColumn[];
  /** Those there is no room for at all. */
  readonly hidden: readonly ActivityColumn[];
  /** How wide a finding may be, so that the folder after it is still seen. */
  readonly findingRem: number;
  /** The tracks of a row: verdict, one for each column below the name and one for the rest of that line, those beside, time. */
  readonly rowTracks: string;
  /** The same for the headings, whose single line holds those of name, finding and folder. */
  readonly headTracks: string;
}

/** @param widthRem of the whole list */
export function layOut(chosen: readonly ActivityColumn[], widthRem: number): ColumnLayout {
  const texts = chosen.filter((column) => !isBeside(column));
  const others = chosen.filter(isBeside);
  let line = widthRem - 2 * paddingRem - verdictRem - timeRem;
  const beside = others.filter((column) => {
    if (line - besideRem[column] < leastLineRem) return false;
    line -= besideRem[column];
    return true;
  });
  let room = line - (texts.length > 0 ? leastTextsRem : 0);
  const facts = others.filter((column) => {
    if (beside.includes(column) || room < besideRem[column]) return false;
    room -= besideRem[column];
    return true;
  });
  const below = [...texts, ...facts];
  const headed = line < leastHeadedRem ? [] : texts;
  const around = (onLine: readonly string[]): string =>
    [
      `${verdictRem}rem`,
      ...onLine,
      'minmax(0, 1fr)',
      ...beside.map((column) => `${besideRem[column]}rem`),
      `${timeRem}rem`,
    ].join(' ');
  return {
    beside,
    below,
    headed,
    hidden: others.filter((column) => !beside.includes(column) && !facts.includes(column)),
    findingRem: line * mostOfLine,
    rowTracks: around(below.map((column) => (column === 'folder' ? 'minmax(0, auto)' : 'max-content'))),
    headTracks: around(['max-content', ...headed.map(() => 'minmax(0, auto)')]),
  };
}
