import { marked, type Token } from 'marked';

/** Targets of the links in a Markdown text; undefined when it nests so deep that it cannot be read. */
export function linksIn(markdown: string): readonly string[] | undefined {
  const found: string[] = [];
  try {
    walk(markdown, found);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return found;
}

function walk(markdown: string, found: string[]): void {
  marked.walkTokens(marked.lexer(markdown), (token: Token) => {
    if (token.type === 'link' && typeof token['href'] === 'string') found.push(token['href']);
  });
}
