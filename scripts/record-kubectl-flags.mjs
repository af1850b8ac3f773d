// Records which commands and flags a real kubectl has: names, shorthands and whether a flag stands without a value.
// Usage: node scripts/record-kubectl-flags.mjs KUBECTL OUTPUT.json.gz
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const [kubectl, output] = process.argv.slice(2);
if (kubectl === undefined || output === undefined) throw new Error('usage: record-kubectl-flags.mjs KUBECTL OUTPUT.json.gz');

const help = (path) => {
  try {
    return execFileSync(kubectl, [...path, '--help'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { HOME: '/nonexistent', PATH: process.env.PATH },
    });
  } catch (error) {
    return String(error.stdout ?? '');
  }
};

/** Lines of a section up to the next blank line. */
const section = (text, title) => {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => title.test(line));
  if (from < 0) return [];
  const rest = lines.slice(from + 1);
  const end = rest.findIndex((line) => line !== '' && !/^\s/.test(line));
  return end < 0 ? rest : rest.slice(0, end);
};

const flagsIn = (lines) =>
  lines.flatMap((line) => {
    const [, shorthand, name, value] = /^ {4}(?:-(\w), |)\s*--([\w-]+)(?:=(.*?))?:?$/.exec(line) ?? [];
    if (name === undefined) return [];
    return [
      {
        name,
        ...(shorthand === undefined ? {} : { shorthand }),
        value: !/^(true|false):?$/.test((value ?? '').replace(/:$/, '')),
      },
    ];
  });

const commandsIn = (text) =>
  [...text.matchAll(/^  ([a-z][\w-]*) {2,}\S/gm)].map(([, name]) => name).filter((name) => !['kubectl'].includes(name));

const recorded = {};
const visit = (path) => {
  const text = help(path);
  const sections = text.split(/^(?=\S.*(?:Commands|Subcommands).*:$)/m).filter((part) => /^\S.*Commands.*:\n/.test(part));
  const children = sections.flatMap((part) => commandsIn(part.split(/\n(?=\S)/)[0]));
  if (path.length > 0) recorded[path.join(' ')] = flagsIn(section(text, /^Options:$/));
  if (path.length < 3) for (const child of new Set(children)) visit([...path, child]);
};
visit([]);
recorded[''] = flagsIn(section(help(['options']), /following options can be passed/)).concat(
  flagsIn(execFileSync(kubectl, ['options'], { encoding: 'utf8' }).split('\n')),
);
writeFileSync(output, gzipSync(JSON.stringify(recorded), { level: 9 }));
process.stdout.write(`${Object.keys(recorded).length} commands\n`);
