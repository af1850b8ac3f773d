import { parseHttpRequest, textOfPath, wireBody } from '../../../api/http-request.ts';
import type { RequestOptions } from '../../../api/request.ts';
import { isReason } from '../../../api/status-error.ts';
import { humanDuration } from '../../../core/duration.ts';
import { itemsOf, type AnyObject } from '../cluster-session.ts';
import { defineVerb } from '../define-verb.ts';
import { CommandError, SilentExit, throwAll, withMessage } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { groupVersion, resourceName, type Mapping } from '../discovery.ts';
import { choosePrinter, type ChosenPrinter } from '../printers/choose.ts';
import { plainTable, readTable, TablePrinter, type ServerTable, type TableOptions } from '../printers/table.ts';
import { select, type Selection, type SelectionOptions } from '../resources/resources.ts';
import { sortedBy, SortingGivenUp } from '../resources/sorting.ts';
import { allNamespacesFlag, fieldSelectorFlag, filenameFlags, printFlags, selectorFlag } from '../shared-flags.ts';
import { endWhenUnread, follow, resourceVersionOf } from '../watching.ts';

export const get = defineVerb({
  name: 'get',
  usage:
    'get [(-o|--output=)json|yaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]',
  summary: 'Show one or many resources',
  description:
    'Prints a table of the most important facts about the resources. The kinds that there are: "kubectl api-resources". Objects that were not created yet do not show up; with -w every later change is printed too.',
  arguments: 'resources',
  flags: [
    ...printFlags,
    ...filenameFlags(),
    selectorFlag,
    fieldSelectorFlag,
    allNamespacesFlag,
    { name: 'watch', shorthand: 'w', type: 'bool', help: 'After the list, print every change until interrupted' },
    { name: 'watch-only', type: 'bool', help: 'Print changes only' },
    { name: 'output-watch-events', type: 'bool', help: 'With -w, print the kind of each change' },
    { name: 'ignore-not-found', type: 'bool', help: 'Say nothing about names that are not there' },
    { name: 'no-headers', type: 'bool', help: 'No header line' },
    { name: 'show-labels', type: 'bool', help: 'A last column with all labels' },
    { name: 'show-kind', type: 'bool', help: 'Names with their resource' },
    { name: 'label-columns', shorthand: 'L', type: 'list', help: 'Labels to show as columns of their own' },
    { name: 'sort-by', type: 'string', help: 'Field to sort by, e.g. .metadata.creationTimestamp' },
    {
      name: 'chunk-size',
      type: 'int',
      default: '500',
      help: 'How many objects to ask for at a time',
      notSimulated: 'lists come whole',
    },
    {
      name: 'server-print',
      type: 'bool',
      default: 'true',
      help: 'Let the server make the table',
    },
    { name: 'raw', type: 'string', help: 'Path of the server to ask for, printed as it answers' },
    { name: 'subresource', type: 'string', values: ['status', 'scale'], help: 'Subresource to show instead of the object' },
  ],
  examples: [
    { comment: 'All Pods of the namespace', command: 'kubectl get pods' },
    { comment: 'With their nodes and addresses', command: 'kubectl get pods -o wide' },
    { comment: 'One Deployment as YAML', command: 'kubectl get deployment web -o yaml' },
    { comment: 'Several kinds at once, in all namespaces', command: 'kubectl get deployments,services -A' },
    { comment: 'Pods with a label, and what becomes of them', command: 'kubectl get pods -l app=web -w' },
  ],
  async run(invocation) {
    const { flags, args } = invocation;
    if (flags.has('raw')) return getRaw(invocation);
    const files = flags.list('filename');
    if (args.length === 0 && files.length === 0 && flags.string('kustomize') === '') {
      invocation.err(
        'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n',
      );
      throw invocation.usageError(
        'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
      );
    }
    const output = flags.string('output');
    if (flags.bool('show-labels') && output !== '' && output !== 'wide')
      throw new CommandError(`--show-labels option cannot be used with ${output} printer`);
    if (flags.bool('output-watch-events') && !flags.bool('watch') && !flags.bool('watch-only'))
      throw new CommandError('--output-watch-events option can only be used with --watch or --watch-only');
    const chosen = choosePrinter(invocation, { forGet: true });
    const selection = await select(invocation, selectionOptions(invocation));
    if (flags.bool('watch') || flags.bool('watch-only')) return watch(invocation, selection, chosen);
    return chosen === undefined ? printTables(invocation, selection) : printObjects(invocation, selection, chosen);
  },
});

/** Resources are asked for as such, so that refusals are the server's; other paths by their text. */
async function getRaw(invocation: Invocation): Promise<void> {
  const { flags, args, cluster } = invocation;
  if (args.length > 0 || flags.list('filename').length > 0)
    throw new CommandError('--raw may not be specified with arguments or filenames');
  if (flags.bool('watch') || flags.bool('watch-only') || flags.string('selector') !== '')
    throw new CommandError('--raw may not be specified with other flags that filter the server request or alter the output');
  if (flags.string('output') !== '') throw new CommandError('--raw and --output are mutually exclusive');
  const path = flags.string('raw');
  if (!path.startsWith('/'))
    throw new CommandError(`--raw must be a valid URL path: parse ${JSON.stringify(path)}: invalid URI for request`);
  const target = parseHttpRequest('GET', path, {}, undefined);
  if (target.what === 'resource') {
    const { user: _, ...request } = target.request;
    invocation.line(JSON.stringify(wireBody((await cluster.send(request)).body)));
    return;
  }
  invocation.out(textOfPath(path, await cluster.client.raw(path)));
}

function selectionOptions({ flags }: Invocation): SelectionOptions {
  return {
    filenames: flags.list('filename'),
    kustomize: flags.string('kustomize'),
    recursive: flags.bool('recursive'),
    labelSelector: flags.string('selector'),
    fieldSelector: flags.string('field-selector'),
    allNamespaces: flags.bool('all-namespaces'),
    typeAloneMeansAll: true,
  };
}

/** One request that the selection comes to. */
interface Query {
  readonly mapping: Mapping;
  readonly namespace: string;
  readonly name?: string;
  readonly options: RequestOptions;
}

function queriesOf(selection: Selection): readonly Query[] {
  if (selection.kind === 'objects')
    return selection.targets.map(({ mapping, namespace, name }) => ({ mapping, namespace, name, options: {} }));
  return selection.lists.map(({ mapping, namespace, labelSelector, fieldSelector }) => ({
    mapping,
    namespace,
    options: { ...(labelSelector === '' ? {} : { labelSelector }), ...(fieldSelector === '' ? {} : { fieldSelector }) },
  }));
}

/** The answer to what was discovered before and is there no longer. */
const NO_SUCH_RESOURCE = 'the server could not find the requested resource';

/** Refusals of a list say what was looked for, as the client of kubectl does. */
function explained(error: unknown, { mapping, options, name }: Query): unknown {
  if (name === undefined && isReason(error, 'NotFound') && error.message === NO_SUCH_RESOURCE) {
    const asked = `${groupVersion(mapping)}, Resource=${mapping.resource}`;
    return withMessage(error, `Unable to list ${JSON.stringify(asked)}: ${error.message} (get ${resourceName(mapping)})`);
  }
  if (name !== undefined || !isReason(error, 'BadRequest')) return error;
  const { labelSelector = '', fieldSelector = '' } = options;
  const resource = `${mapping.group}/${mapping.version}, Resource=${mapping.resource}`;
  return Object.assign(error, {
    status: {
      ...error.status,
      message: `Unable to find ${JSON.stringify(resource)} that match label selector ${JSON.stringify(labelSelector)}, field selector ${JSON.stringify(fieldSelector)}: ${error.status.message}`,
    },
  });
}

async function ask(invocation: Invocation, query: Query, as: 'Object' | 'Table'): Promise<{ readonly [key: string]: unknown }> {
  const { flags, cluster } = invocation;
  const { mapping, namespace, name, options } = query;
  const subresource = flags.string('subresource');
  try {
    const { body } = await cluster.send({
      verb: name === undefined ? 'list' : 'get',
      ...cluster.at(mapping, namespace),
      ...(name === undefined ? {} : { name }),
      ...(subresource === '' ? {} : { subresource }),
      options,
      as,
      ...(as === 'Table' && flags.string('sort-by') !== '' ? { includeObject: 'Object' as const } : {}),
    });
    return body;
  } catch (error) {
    throw explained(error, query);
  }
}

async function collect<T>(
  invocation: Invocation,
  selection: Selection,
  as: 'Object' | 'Table',
  read: (query: Query, body: { readonly [key: string]: unknown }) => T,
): Promise<{ readonly results: readonly T[]; readonly errors: readonly unknown[] }> {
  const results: T[] = [];
  const errors: unknown[] = selection.kind === 'objects' ? [...selection.errors] : [];
  for (const query of queriesOf(selection)) {
    try {
      results.push(read(query, await ask(invocation, query, as)));
    } catch (error) {
      if (invocation.flags.bool('ignore-not-found') && isReason(error, 'NotFound')) continue;
      errors.push(error);
    }
  }
  return { results, errors };
}

function tableOptions({ flags }: Invocation, mapping: Mapping, several: boolean): TableOptions {
  return {
    wide: flags.string('output') === 'wide',
    noHeaders: flags.bool('no-headers'),
    showLabels: flags.bool('show-labels'),
    labelColumns: flags.list('label-columns'),
    withNamespace: flags.bool('all-namespaces') && mapping.namespaced,
    withKind: several || flags.bool('show-kind'),
  };
}

async function printTables(invocation: Invocation, selection: Selection): Promise<void> {
  const { flags } = invocation;
  const { results, errors } = await collect(
    invocation,
    selection,
    flags.bool('server-print') ? 'Table' : 'Object',
    (query, body) => ({
      mapping: query.mapping,
      table: sortRows(invocation, tableOf(invocation, body)),
    }),
  );
  if (flags.string('sort-by') !== '' && flags.bool('server-print') && results.length > 1)
    sortedBy(results, flags.string('sort-by'), 'rows', () => ({}));
  const several = new Set(results.map(({ mapping }) => mapping)).size > 1;
  let printer: TablePrinter | undefined;
  for (const { mapping, table } of results) {
    if (table.rows.length === 0) continue;
    if (printer === undefined || printer.mapping !== mapping) {
      if (printer !== undefined && !flags.bool('no-headers')) invocation.out('\n');
      printer = new TablePrinter(mapping, tableOptions(invocation, mapping, several));
    }
    invocation.out(printer.print(table));
  }
  if (printer === undefined && errors.length === 0 && !flags.bool('ignore-not-found')) {
    const namespaced = queriesOf(selection).every(({ mapping }) => mapping.namespaced);
    const where = namespaced && !flags.bool('all-namespaces') ? ` in ${invocation.namespace} namespace.` : '';
    invocation.err(`No resources found${where}\n`);
  }
  throwAll(errors);
}

/** What the server answered as a table: its own, or the plain one of objects that it gave as such. */
function tableOf(invocation: Invocation, body: { readonly [key: string]: unknown }): ServerTable {
  if (body['kind'] === 'Table') return readTable(body as never);
  return plainTable(body as never, (created) => humanDuration(invocation.process.clock.now() - Date.parse(created)));
}

/** A path that leads nowhere leaves the table unprinted: kubectl does not look at what its printer says. */
function sortRows(invocation: Invocation, table: ServerTable): ServerTable {
  const path = invocation.flags.string('sort-by');
  if (path === '') return table;
  try {
    return { ...table, rows: orGiveUp(invocation, () => sortedBy(table.rows, path, 'rows', (row) => row.object)) };
  } catch (error) {
    if (error instanceof CommandError) return { ...table, rows: [] };
    throw error;
  }
}

/** Values without an order end the program in the midst of its work, with a line of its log. */
function orGiveUp<T>(invocation: Invocation, sort: () => T): T {
  try {
    return sort();
  } catch (error) {
    if (!(error instanceof SortingGivenUp)) throw error;
    invocation.log('F', error.place, error.message);
    throw new SilentExit(1);
  }
}

async function printObjects(invocation: Invocation, selection: Selection, { printer, print }: ChosenPrinter): Promise<void> {
  const { flags } = invocation;
  const { results, errors } = await collect(invocation, selection, 'Object', (query, body) =>
    (query.name === undefined ? itemsOf(body as never) : [body as AnyObject]).map((object) => ({
      object,
      mapping: query.mapping,
    })),
  );
  const path = flags.string('sort-by');
  const found = results.flat();
  const items = path === '' ? found : orGiveUp(invocation, () => sortedBy(found, path, 'objects', ({ object }) => object));
  const [first] = items;
  const single = selection.kind === 'objects' && selection.single;
  if (errors.length > 0 && items.length === 0) throwAll(errors);
  if (single && items.length === 0) return;
  if (printer.oneByOne === true) for (const item of items) invocation.out(print(item));
  else if (single && first !== undefined) invocation.out(print(first));
  else {
    const list = { apiVersion: 'v1', items: items.map(({ object }) => object), kind: 'List', metadata: { resourceVersion: '' } };
    invocation.out(print({ object: list }));
  }
  throwAll(errors);
}

async function watch(invocation: Invocation, selection: Selection, chosen: ChosenPrinter | undefined): Promise<void> {
  const { flags, cluster } = invocation;
  const [query, ...more] = queriesOf(selection);
  if (query === undefined) return;
  if (more.length > 0) throw new CommandError('you may only specify a single resource type');
  const { mapping, namespace, name } = query;
  const options: RequestOptions = name === undefined ? query.options : { fieldSelector: `metadata.name=${name}` };
  const as = chosen === undefined ? ('Table' as const) : ('Object' as const);
  const printer = new TablePrinter(mapping, tableOptions(invocation, mapping, false));
  const show = (body: { readonly [key: string]: unknown }): void => {
    if (chosen === undefined) invocation.out(printer.print(readTable(body as never)));
    else
      for (const object of Array.isArray(body['items']) ? itemsOf(body as never) : [body])
        invocation.out(chosen.print({ object, mapping }));
  };
  if (name !== undefined) await ask(invocation, query, 'Object');
  const list = await ask(invocation, { mapping, namespace, options }, as);
  const empty = chosen === undefined && readTable(list as never).rows.length === 0;
  if (!flags.bool('watch-only') && !empty) show(list);
  endWhenUnread(invocation);
  const end = await follow(
    invocation,
    { ...cluster.at(mapping, namespace), options: { ...options, resourceVersion: resourceVersionOf(list) }, as },
    { onEvent: ({ object }) => show(object) },
  );
  if (end === 'interrupted') throw new SilentExit(130);
}
