import type { YAMLError } from 'yaml';

/** What to do about a text that is no YAML, by the code that the parser gives the mistake. */
const advice: { readonly [code in YAMLError['code']]?: string } = {
  BAD_INDENT: 'Fields of one object begin in the same column, and what belongs to a field stands further in. Move this row.',
  TAB_AS_INDENT: 'YAML is indented with blanks. Put two blanks in the place of the tab.',
  BLOCK_AS_IMPLICIT_KEY:
    'There is a second colon on this row. Begin a new row for the inner field, or put the value between quotes.',
  MULTILINE_IMPLICIT_KEY: 'A row is neither a field nor an item. Is there a colon missing, with a blank behind it?',
  MISSING_CHAR: 'Something that was opened is not closed: a bracket, a brace or a quotation mark.',
  DUPLICATE_KEY: 'The same field stands twice in one object. Only one of them can hold.',
  BLOCK_IN_FLOW: 'Inside brackets and braces everything stays in one row style: no dashes, no indented blocks.',
  BAD_ALIAS: 'A value that begins with * refers to another place. Put it between quotes if it is text.',
  UNEXPECTED_TOKEN:
    'The parser did not expect this here. A value with : # { } [ ] * & or a quote at its beginning goes between quotes.',
};

export function adviceOnSyntax({ code, message }: YAMLError): string | undefined {
  // A bracket that stays open is first noticed by where the next row begins.
  return advice[/and end with a [\]}]/.test(message) ? 'MISSING_CHAR' : code];
}
