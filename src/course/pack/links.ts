import { marked, type Token } from 'marked';

/** Targets of the links in a Markdown text. */
export function linksIn(markdown: string): readonly string[] {
  const found: string[] = [];
  marked.walkTokens(marked.lexer(markdown), (token: Token) => {
    if (token.type === 'link' && typeof token['href'] === 'string') found.push(token['href']);
  });
  return found;
}
