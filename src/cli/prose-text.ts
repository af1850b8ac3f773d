import type { Console } from '../platform/console.ts';
import { renderProse } from '../tui/prose/index.ts';

/** Links into the course as words: there is nothing to follow them with in a line of text. */
function plainLinks(markdown: string): string {
  return markdown
    .replaceAll(/\[([^\]\n]{1,200})\]\(<?(?:term:|#)[^)\n]{1,200}\)/g, '$1')
    .replaceAll(/\[([^\]\n]{1,200})\]\(lesson:([^)\n]{1,200})\)/g, '$1 (`kubetutor $2`)');
}

/** A section as text for a terminal; as Markdown, unchanged, where there is none, since another program reads it then. */
export function proseText(console: Console, section: { readonly title: string; readonly markdown: string }): string {
  const markdown = `${section.title === '' ? '' : `## ${section.title}\n\n`}${section.markdown}`;
  if (!console.isTerminal) return markdown;
  const colour = console.environment['NO_COLOR'] === undefined || console.environment['NO_COLOR'] === '';
  return renderProse(plainLinks(markdown), { width: Math.min(console.columns, 100), colour });
}
