import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { textWidth } from '../../src/tui/text/width.ts';

describe('the width of a text', () => {
  it('is what string-width says, character by character', () => {
    const wrong: string[] = [];
    for (let code = 0x20; code < 0x1_f6ff; code += 1) {
      if (code >= 0xd800 && code < 0xe000) continue;
      const character = String.fromCodePoint(code);
      if (textWidth(character) !== stringWidth(character)) wrong.push(code.toString(16));
    }
    expect(wrong).toEqual([]);
  });

  it.each(['探针 🚀', '✓ done', 'a\u0301', '👨‍👩‍👧', '❤️', '✔️ yes', '▪️'])('of %s, asked twice, is the same', (text) => {
    expect(textWidth(text)).toBe(stringWidth(text));
    expect(textWidth(text)).toBe(stringWidth(text));
  });
});
