import { marked, type Token } from 'marked';

/**
 * How many characters may follow one another without a blank line. The time that marks of emphasis take grows with the square of
 * their number, so that one endless line would hold the reader for minutes.
 */
const LONGEST_PARAGRAPH = 8_000;

/** What was meant as a link and is none to Markdown: it would stand in the text as it was typed. */
const SPACED = /(\[[^\]\n]+\])\(((?:term|lesson):[^)\n]*\s[^)\n]*)\)/;

/** Targets of the links in a Markdown text, or what must be otherwise for it to be read. A pack is untrusted input. */
export function linksIn(markdown: string): { readonly links: readonly string[]; readonly problem?: string } {
  if (markdown.split(/\n[ \t]*\n/).some((paragraph) => paragraph.length > LONGEST_PARAGRAPH))
    return { links: [], problem: `expected a blank line at least every ${LONGEST_PARAGRAPH} characters` };
  const links: string[] = [];
  let problem: string | undefined;
  try {
    marked.walkTokens(marked.lexer(markdown), (token: Token) => {
      if (token.type === 'link' && typeof token['href'] === 'string') links.push(token['href']);
      const broken = token.type === 'text' ? SPACED.exec(token.raw) : null;
      if (broken !== null)
        problem ??= `expected angle brackets around a target with a space, \`${broken[1]}(<${broken[2]}>)\`, found ${broken[0]}`;
    });
  } catch (error) {
    if (error instanceof RangeError) return { links, problem: 'expected Markdown that nests less deep' };
    throw error;
  }
  return problem === undefined ? { links } : { links, problem };
}
