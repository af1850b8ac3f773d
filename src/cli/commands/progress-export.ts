import { exported, exportFormats, type ExportFormat } from '../../course/progress/export.ts';
import { CommandError, defineCommand, packOption } from '../define-command.ts';
import { packFor } from '../packs.ts';

export const progressExport = defineCommand({
  name: 'progress export',
  summary: 'Print what you have passed for other programs',
  most: 0,
  options: {
    ...packOption,
    format: {
      type: 'string',
      value: exportFormats.join('|'),
      summary: 'json (all of it), csv (a line for each task) or xapi (statements)',
    },
    json: { type: 'boolean', summary: 'the same as --format json' },
  },
  examples: [
    { line: 'kubetutor progress export > progress.json', does: 'all that is kept, for `progress import` on another machine' },
    { line: 'kubetutor progress export --format xapi', does: 'statements for a learning record store' },
  ],
  async run(context) {
    const { console, options } = context;
    const format = options['json'] === true ? 'json' : (options['format'] ?? 'json');
    if (!isFormat(format)) throw new CommandError(`expected one of ${exportFormats.join(', ')}, found ${String(format)}`, 2);
    console.out(exported((await context.progress()).read(), format, packFor(context)));
    return 0;
  },
});

function isFormat(format: string | boolean): format is ExportFormat {
  return exportFormats.some((one) => one === format);
}
