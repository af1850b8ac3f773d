// Takes a picture of the screens as they look in a terminal: runs the demo (or a program given) in a pseudo-terminal, presses keys, and has
// Chromium draw the emulator's cells.
//   node scripts/screenshot.mjs OUT.png [--size 120x40] [--keys "enter,wait:Tasks,tab"] [--theme dark] [--background light] [--run "node dist/kubetutor.js"]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createRequire } from 'node:module';
import { bundleDemo } from '../test/harness/terminal-bundle.mjs';
import * as esbuild from 'esbuild';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string', default: '120x40' },
    keys: { type: 'string', default: '' },
    env: { type: 'string', multiple: true, default: [] },
    theme: { type: 'string' },
    background: { type: 'string', default: 'dark' },
    run: { type: 'string' },
  },
});
const [output = '/tmp/screen.png'] = positionals;
const [columns, rows] = values.size.split('x').map(Number);

// The harness is TypeScript; a small bundle makes it loadable here.
const folder = mkdtempSync(path.join(tmpdir(), 'kubetutor-shot-'));
const harness = path.join(folder, 'terminal.cjs');
await esbuild.build({
  entryPoints: [new URL('../test/harness/terminal.ts', import.meta.url).pathname],
  outfile: harness,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  external: ['@lydell/node-pty', '@xterm/headless'],
  loader: { '.ts': 'ts' },
  logLevel: 'warning',
});
const require = createRequire(import.meta.url);
process.env.NODE_PATH = new URL('../node_modules', import.meta.url).pathname;
require('node:module').Module._initPaths();
const { Terminal } = require(harness);

const command = values.run?.split(' ') ?? ['node', await bundleDemo()];
const environment = Object.fromEntries(values.env.map((pair) => pair.split('=')));
if (values.theme) environment.DEMO_THEME = values.theme;
const terminal = new Terminal(command[0], command.slice(1), { columns, rows, environment });
await terminal.until((frame) => frame.trim() !== '');
for (const key of values.keys.split(',').filter(Boolean)) {
  if (key.startsWith('wait:')) await terminal.until(key.slice(5));
  else if (key.startsWith('resize:')) terminal.resize(...key.slice(7).split('x').map(Number));
  else {
    terminal.press(key);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
}
await new Promise((resolve) => setTimeout(resolve, 200));
writeFileSync(path.join(folder, 'screen.html'), html(terminal));
process.stdout.write(`${terminal.frame()}\n`);
terminal.close();
const width = Math.ceil(columns * 8.43) + 24;
const height = rows * 18 + 24;
spawnSync(
  '/usr/bin/chromium',
  [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--hide-scrollbars',
    `--user-data-dir=${path.join(folder, 'profile')}`,
    `--window-size=${width},${height}`,
    `--screenshot=${output}`,
    `file://${path.join(folder, 'screen.html')}`,
  ],
  { stdio: 'ignore' },
);
rmSync(folder, { recursive: true, force: true });

function html(shown) {
  const dark = values.background !== 'light';
  const buffer = shown.emulator.buffer.active;
  const cursor = shown.cursorShown ? shown.cursor() : { x: -1, y: -1 };
  const cells = [];
  for (let row = 0; row < shown.emulator.rows; row += 1) {
    const line = buffer.getLine(buffer.baseY + row);
    for (let column = 0; column < shown.emulator.cols; column += 1) {
      const cell = line?.getCell(column);
      if (!cell || cell.getWidth() === 0) continue;
      const text = cell.getChars() || ' ';
      const here = cursor.x === column && cursor.y === row;
      if (text === ' ' && !cell.isInverse() && !here) continue;
      let front = cell.isFgDefault() ? (dark ? '#d1d7e0' : '#1f2328') : colour(cell.isFgRGB(), cell.getFgColor());
      let back = 'transparent';
      if (cell.isInverse() || here) [front, back] = [dark ? '#0d1117' : '#ffffff', front];
      const style = `left:${column * 8.43}px;top:${row * 18}px;width:${cell.getWidth() * 8.43}px;color:${front};background:${back};${cell.isBold() ? 'font-weight:bold;' : ''}${cell.isDim() ? 'opacity:.6;' : ''}${cell.isItalic() ? 'font-style:italic;' : ''}${cell.isUnderline() ? 'text-decoration:underline;' : ''}`;
      cells.push(`<i style="${style}">${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</i>`);
    }
  }
  return `<!doctype html><meta charset="utf-8"><style>body{margin:12px;background:${dark ? '#0d1117' : '#ffffff'}}div{position:relative}i{position:absolute;height:18px;line-height:18px;white-space:pre;font:14px/18px "DejaVu Sans Mono","Noto Sans Mono CJK SC",monospace;font-style:normal}</style><div>${cells.join('')}</div>`;
}

function colour(rgb, value) {
  if (rgb) return `#${value.toString(16).padStart(6, '0')}`;
  const palette = [
    '#000',
    '#c33',
    '#3a3',
    '#a70',
    '#36c',
    '#a3a',
    '#3aa',
    '#aaa',
    '#666',
    '#f66',
    '#6f6',
    '#ff6',
    '#69f',
    '#f6f',
    '#6ff',
    '#fff',
  ];
  return palette[value] ?? '#888';
}
