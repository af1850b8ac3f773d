import { renderTemplates } from '../../charts/template/index.ts';
import { Random } from '../../core/random.ts';
import { messageOf, HelmError } from './errors.ts';
import type { HelmRun } from './helm-run.ts';
import type { GoValue } from '../../charts/template/index.ts';

/** Renders one template that stands on the command line. Throws HelmError in the words of Go. */
export function renderText(run: HelmRun, name: string, text: string, dot: GoValue): string {
  const random = new Random(run.process.random.hex(8));
  try {
    const rendered = renderTemplates({
      templates: [{ name, text, dot, partial: false }],
      now: () => run.now,
      random,
    });
    return rendered.get(name) ?? '';
  } catch (error) {
    throw new HelmError(messageOf(error));
  }
}

/** The name that `--name-template` gives. */
export function nameFromTemplate(run: HelmRun, template: string): Promise<string> {
  try {
    return Promise.resolve(renderText(run, 'name-template', template, null));
  } catch (error) {
    const parse = /^parse error at \((.*?)\): (.*)$/s.exec(messageOf(error));
    return Promise.reject(parse === null ? error : new HelmError(`template: ${parse[1] ?? ''}: ${parse[2] ?? ''}`));
  }
}
