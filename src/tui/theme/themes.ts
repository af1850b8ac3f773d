import type { Theme, ThemeName } from './theme.ts';

const dark: Theme = {
  name: 'dark',
  title: 'Dark',
  looks: {
    text: {},
    muted: { color: '#8b949e' },
    faint: { color: '#6e7681' },
    accent: { color: '#58a6ff' },
    heading: { color: '#79c0ff', bold: true },
    good: { color: '#3fb950' },
    warn: { color: '#d29922' },
    bad: { color: '#f85149' },
    changed: { color: '#e3b341', bold: true },
    key: { color: '#58a6ff' },
    code: { color: '#a5d6ff' },
    codeKey: { color: '#7ee787' },
    codeValue: { color: '#a5d6ff' },
    codeNumber: { color: '#ffa657' },
    codeComment: { color: '#8b949e', italic: true },
    prompt: { color: '#3fb950', bold: true },
    rule: { color: '#3d444d' },
    ruleFocused: { color: '#58a6ff' },
  },
};

const light: Theme = {
  name: 'light',
  title: 'Light',
  looks: {
    text: {},
    muted: { color: '#59636e' },
    faint: { color: '#818b98' },
    accent: { color: '#0969da' },
    heading: { color: '#0550ae', bold: true },
    good: { color: '#1a7f37' },
    warn: { color: '#9a6700' },
    bad: { color: '#cf222e' },
    changed: { color: '#953800', bold: true },
    key: { color: '#0969da' },
    code: { color: '#0a3069' },
    codeKey: { color: '#116329' },
    codeValue: { color: '#0a3069' },
    codeNumber: { color: '#953800' },
    codeComment: { color: '#59636e', italic: true },
    prompt: { color: '#1a7f37', bold: true },
    rule: { color: '#c5ccd4' },
    ruleFocused: { color: '#0969da' },
  },
};

/** Only the terminal's own sixteen colours, the bright ones, and bold where it helps. */
const contrast: Theme = {
  name: 'contrast',
  title: 'High contrast',
  looks: {
    text: { bold: true },
    muted: {},
    faint: {},
    accent: { color: 'cyanBright', bold: true },
    heading: { color: 'cyanBright', bold: true, underline: true },
    good: { color: 'greenBright', bold: true },
    warn: { color: 'yellowBright', bold: true },
    bad: { color: 'redBright', bold: true },
    changed: { color: 'yellowBright', bold: true, underline: true },
    key: { color: 'cyanBright', bold: true },
    code: { bold: true },
    codeKey: { color: 'greenBright', bold: true },
    codeValue: { bold: true },
    codeNumber: { color: 'yellowBright', bold: true },
    codeComment: {},
    prompt: { color: 'greenBright', bold: true },
    rule: {},
    ruleFocused: { color: 'cyanBright', bold: true },
  },
};

/** No colour at all: weight, dimness and underline carry the meaning that symbols and words do not. */
const mono: Theme = {
  name: 'mono',
  title: 'Monochrome',
  looks: {
    text: {},
    muted: { dim: true },
    faint: { dim: true },
    accent: { bold: true },
    heading: { bold: true },
    good: { bold: true },
    warn: { bold: true },
    bad: { bold: true },
    changed: { bold: true, underline: true },
    key: { bold: true },
    code: { bold: true },
    codeKey: { bold: true },
    codeValue: {},
    codeNumber: {},
    codeComment: { dim: true, italic: true },
    prompt: { bold: true },
    rule: { dim: true },
    ruleFocused: { bold: true },
  },
};

export const themes: { readonly [name in ThemeName]: Theme } = { dark, light, contrast, mono };
