import { TemplateError, type RenderRequest } from './contract.ts';

/**
 * Renders every template that is not partial: name → text. Synchronous and pure. Throws TemplateError with helm's text.
 * Models helm/pkg/engine.
 */
export function renderTemplates({ templates }: RenderRequest): Map<string, string> {
  const rendered = new Map<string, string>();
  for (const { name, text, partial } of templates) {
    if (partial) continue;
    if (text.includes('{{')) throw new TemplateError(`${name}: actions are not evaluated yet`);
    rendered.set(name, text);
  }
  return rendered;
}
