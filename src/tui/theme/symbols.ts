/** Marks that stand beside a word, never instead of one. */
export interface Symbols {
  readonly open: string;
  readonly passed: string;
  readonly failing: string;
  readonly started: string;
  readonly current: string;
  readonly pointer: string;
  readonly bullet: string;
  readonly ellipsis: string;
  /** Behind what is being done. */
  readonly waits: string;
  readonly crumb: string;
  readonly separator: string;
  readonly times: string;
  readonly paused: string;
  readonly running: string;
  readonly more: string;
  readonly arrow: string;
  /** The head of an arrow to the left. */
  readonly back: string;
  readonly horizontal: string;
  readonly vertical: string;
  readonly tee: string;
  readonly up: string;
  readonly branch: string;
  readonly lastBranch: string;
  readonly trunk: string;
  readonly quote: string;
  readonly full: string;
  readonly blank: string;
  readonly upDown: string;
  readonly leftRight: string;
  readonly enter: string;
}

export const unicodeSymbols: Symbols = {
  open: '○',
  passed: '✓',
  failing: '✗',
  started: '◐',
  current: '●',
  pointer: '❯',
  bullet: '•',
  ellipsis: '…',
  waits: '…',
  crumb: '›',
  separator: '·',
  times: '×',
  paused: '‖',
  running: '▸',
  more: '↓',
  arrow: '→',
  back: '←',
  horizontal: '─',
  vertical: '│',
  tee: '┬',
  up: '┴',
  branch: '├─',
  lastBranch: '└─',
  trunk: '│ ',
  quote: '▌',
  full: '━',
  blank: '─',
  upDown: '↑↓',
  leftRight: '←→',
  enter: 'Enter',
};

export const asciiSymbols: Symbols = {
  open: 'o',
  passed: '+',
  failing: 'x',
  started: '~',
  current: '*',
  pointer: '>',
  bullet: '*',
  ellipsis: '.',
  waits: '...',
  crumb: '>',
  separator: '-',
  times: 'x',
  paused: '=',
  running: '>',
  more: 'v',
  arrow: '->',
  back: '<',
  horizontal: '-',
  vertical: '|',
  tee: '+',
  up: '+',
  branch: '|-',
  lastBranch: '`-',
  trunk: '| ',
  quote: '|',
  full: '#',
  blank: '-',
  upDown: 'Up/Down',
  leftRight: 'Left/Right',
  enter: 'Enter',
};

/** For a screen reader: words instead of marks, and nothing for what is only drawn. */
export const spokenSymbols: Symbols = {
  ...asciiSymbols,
  open: 'to do:',
  passed: 'done:',
  failing: 'not yet:',
  started: 'begun:',
  current: 'chosen:',
  pointer: '>',
  bullet: '-',
  ellipsis: '...',
  crumb: '>',
  separator: ',',
  paused: 'time is',
  running: '',
  more: 'more below',
  arrow: 'to',
  back: ' ',
  horizontal: ' ',
  vertical: ' ',
  tee: ' ',
  up: ' ',
  branch: '  ',
  lastBranch: '  ',
  trunk: '  ',
  quote: '',
  full: ' ',
  blank: ' ',
  upDown: 'Up or Down',
  leftRight: 'Left or Right',
};
