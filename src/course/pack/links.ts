import { marked, type Token } from 'marked';

/**
 * How many characters may follow one another without a blank line. The time that marks of emphasis take grows with the square of
 * their number, so that one endless line would hold the reader for minutes.
 */
const LONGEST_PARAGRAPH = 8_000;

/** Targets of the links in a Markdown text, or what must be otherwise for it to be read. A pack is untrusted input. */
export function linksIn(markdown: string): { readonly links: readonly string[]; readonly problem?: string } {
  if (markdown.split(/\n[ \t]*\n/).some((paragraph) => paragraph.length > LONGEST_PARAGRAPH))
    return { links: [], problem: `expected a blank line at least every ${LONGEST_PARAGRAPH} characters` };
  const links: string[] = [];
  let broken: string | undefined;
  try {
    marked.walkTokens(marked.lexer(markdown), (token: Token) => {
      if (token.type === 'link' && typeof token['href'] === 'string') links.push(token['href']);
      // What is left of a link in plain text was none: its target has a space.
      if (token.type === 'text') broken ??= /\]\((\w+:[^)\n]* [^)\n]*)\)/.exec(token.raw)?.[1];
    });
    if (broken !== undefined) return { links, problem: `expected \`<${broken}>\`, since the target of the link has a space` };
  } catch (error) {
    if (error instanceof RangeError) return { links, problem: 'expected Markdown that nests less deep' };
    throw error;
  }
  return { links };
}
