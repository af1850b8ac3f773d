import { parse } from 'yaml';
import type { JsonObject } from '../../../core/json.ts';
import { deepEqual, isObject } from '../../../core/json.ts';
import { FileError } from '../../../host/file-system.ts';
import { patchContentType, type PatchType } from '../../../api/client.ts';
import { isReason } from '../../../api/status-error.ts';
import { defineVerb } from '../define-verb.ts';
import { groupVersion } from '../discovery.ts';
import { CommandError, throwAll } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { patchedLocally } from '../patch/patched-locally.ts';
import { dryRunOf, resultPrinter } from '../printers/result.ts';
import { objectsOrLocal, select } from '../resources/resources.ts';
import { splitApiVersion } from '../resources/resources.ts';
import { dryRunFlag, fieldManagerFlag, filenameFlags, localFlag, printFlags } from '../shared-flags.ts';

const types: readonly PatchType[] = ['json', 'merge', 'strategic'];

export const patch = defineVerb({
  name: 'patch',
  usage: 'patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]',
  summary: 'Change fields of a resource',
  description: 'Sends a patch, as JSON or YAML: strategic (lists by their keys), merge (RFC 7386) or json (RFC 6902).',
  arguments: 'resources',
  flags: [
    localFlag,
    ...filenameFlags(),
    ...printFlags,
    dryRunFlag,
    fieldManagerFlag('kubectl-patch'),
    { name: 'patch', shorthand: 'p', type: 'string', help: 'The patch' },
    { name: 'patch-file', type: 'string', completes: 'file', help: 'File with the patch' },
    { name: 'type', type: 'string', default: 'strategic', values: types, help: 'Kind of patch' },
    { name: 'subresource', type: 'string', values: ['status', 'scale', 'resize'], help: 'Subresource to patch' },
  ],
  examples: [
    { comment: 'Other replicas', command: `kubectl patch deployment web -p '{"spec":{"replicas":3}}'` },
    {
      comment: 'An operation on a path',
      command: `kubectl patch deployment web --type=json -p '[{"op":"remove","path":"/spec/paused"}]'`,
    },
  ],
  async run(invocation) {
    const { flags, cluster } = invocation;
    const text = flags.string('patch-file') === '' ? flags.string('patch') : patchFile(invocation);
    if (flags.has('patch') && flags.has('patch-file')) throw new CommandError('cannot specify --patch and --patch-file together');
    const type = types.find((known) => known === flags.string('type').toLowerCase());
    if (type === undefined)
      throw new CommandError(`--type must be one of [${types.join(' ')}], not ${JSON.stringify(flags.string('type'))}`);
    if (text === '') throw new CommandError('must specify --patch or --patch-file containing the contents of the patch');
    const body = bodyOf(text);
    const dryRun = dryRunOf(invocation);
    const printer = resultPrinter(invocation, 'none');
    const selection = await select(invocation, { filenames: flags.list('filename'), recursive: flags.bool('recursive') });
    const { targets, errors } = await objectsOrLocal(invocation, selection);
    const failures: unknown[] = [...errors];
    for (const { mapping, namespace, name, object } of targets) {
      try {
        const patched =
          dryRun === 'client' || flags.bool('local')
            ? patchedLocally(cluster.kindOf(mapping), mapping, type, object, body)
            : await cluster.patch(
                mapping,
                namespace,
                name,
                type,
                body,
                { fieldManager: flags.string('field-manager'), ...(dryRun === 'server' ? { dryRun: true } : {}) },
                flags.string('subresource'),
              );
        const [group, version] = splitApiVersion(patched.apiVersion);
        const shown = { ...mapping, group, version, kind: patched.kind };
        printer.print(
          shown,
          patched,
          deepEqual(patched, object) && flags.list('filename').length === 0 ? 'patched (no change)' : 'patched',
        );
      } catch (error) {
        failures.push(
          isReason(error, 'UnsupportedMediaType')
            ? new CommandError(
                `${patchContentType[type]} is not supported by ${groupVersion(mapping)}, Kind=${mapping.kind}: ${error.message}`,
              )
            : error,
        );
      }
    }
    throwAll(failures);
  },
});

function patchFile(invocation: Invocation): string {
  const path = invocation.flags.string('patch-file');
  try {
    return invocation.process.files.readText(invocation.absolute(path));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const why = error.code === 'EISDIR' ? `read ${path}: is a directory` : `open ${path}: no such file or directory`;
    throw new CommandError(`unable to read patch file: ${why}`);
  }
}

/** JSON as it stands, so that the server judges it; YAML is turned into JSON here. */
function bodyOf(text: string): JsonObject | readonly JsonObject[] | string {
  const trimmed = text.trim();
  if (/^[[{]/.test(trimmed)) {
    try {
      return JSON.parse(trimmed) as JsonObject;
    } catch {
      try {
        const value: unknown = parse(trimmed);
        if (isObject(value) && !/^\{[^\s"'}]*$/.test(trimmed)) return value as JsonObject;
      } catch {
        return text;
      }
      return text;
    }
  }
  try {
    return parse(text) as JsonObject;
  } catch (error) {
    throw new CommandError(
      `unable to parse ${JSON.stringify(text)}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''}`,
    );
  }
}
