/**
 * Makes text from objects, logs, packs and pastes safe to draw: escape sequences and control characters are taken out, tabs
 * become spaces, and a carriage return keeps what was written last on its line, as a terminal would show it.
 */
export function cleanText(text: string): string {
  if (plain.test(text)) return text;
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(stringSequence, '')
    .replaceAll(controlSequence, '')
    .replaceAll(otherEscape, '')
    .split('\n')
    .map(cleanLine)
    .join('\n');
}

/** The same for a text that must stay on one line, such as a name or a title. */
export function cleanTitle(text: string): string {
  return cleanText(text).replaceAll('\n', ' ');
}

function cleanLine(line: string): string {
  const written = line.replace(/\r+$/, '');
  const last = written.slice(written.lastIndexOf('\r') + 1);
  return expandTabs(last).replaceAll(controls, '');
}

function expandTabs(line: string): string {
  if (!line.includes('\t')) return line;
  let out = '';
  for (const part of line.split(/(\t)/)) out += part === '\t' ? ' '.repeat(8 - (out.length % 8)) : part;
  return out;
}

/* eslint-disable no-control-regex */
const plain = /^[\n\x20-\x7e\u00a1-\u1fff\u3000-\ud7ff]*$/;
/** OSC, DCS, SOS, PM and APC strings up to their terminator (or the end of the text). */
const stringSequence = /(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c|$)/g;
const controlSequence = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?/g;
const otherEscape = /\x1b[ -/]*[0-~]?/g;
/** C0 and C1 controls, and the marks that reorder text or hide it. */
const controls = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
