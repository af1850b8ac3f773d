/** What a piece of text means. Every screen speaks in these; a theme says what they look like. */
export const roles = [
  'text',
  'muted',
  'faint',
  'accent',
  'heading',
  'good',
  'warn',
  'bad',
  'changed',
  'key',
  'code',
  'codeKey',
  'codeValue',
  'codeNumber',
  'codeComment',
  'prompt',
  'rule',
  'ruleFocused',
] as const;

export type Role = (typeof roles)[number];

export interface Look {
  /** A colour name or `#rrggbb`; the terminal's own colour when absent. */
  readonly color?: string;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
}

export interface Theme {
  readonly name: ThemeName;
  readonly title: string;
  readonly looks: { readonly [role in Role]: Look };
}

export const themeNames = ['dark', 'light', 'contrast', 'mono'] as const;

export type ThemeName = (typeof themeNames)[number];
