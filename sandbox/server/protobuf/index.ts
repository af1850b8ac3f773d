import type { JsonObject } from '../../core/json.ts';
import * as resources from '../../schema/resources.ts';
import { structureOf } from '../../schema/structure.ts';
import { StatusError } from '../../api/status-error.ts';
import { decodeMessage } from './decode-object.ts';
import { readFields, WireError } from './wire.ts';

export const protobufType = 'application/vnd.kubernetes.protobuf';

/** What every body in protobuf begins with. */
const PREFIX = [0x6b, 0x38, 0x73, 0x00];
const text = new TextDecoder();

/**
 * Reads a body in protobuf: an envelope (k8s.io/apimachinery/pkg/runtime.Unknown) that names the kind and holds the object. Throws
 * StatusError. Models k8s.io/apimachinery/pkg/runtime/serializer/protobuf.
 */
export function decodeProtobuf(body: Uint8Array): JsonObject {
  try {
    if (PREFIX.some((byte, index) => body[index] !== byte))
      throw new WireError(`provided data does not appear to be a protobuf message, expected prefix [${PREFIX.join(' ')}]`);
    const { apiVersion, kind, raw } = envelope(body.subarray(PREFIX.length));
    const definition = definitionOf(apiVersion, kind);
    if (definition === undefined)
      throw new StatusError({
        code: 400,
        reason: 'BadRequest',
        message: `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/api/legacyscheme/scheme.go:30"`,
      });
    return { ...decodeMessage(definition, raw), apiVersion, kind };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    const beginning = Buffer.from(body.subarray(0, 30)).toString('hex') + (body.length > 30 ? ' ...' : '');
    throw new StatusError({
      code: 400,
      reason: 'BadRequest',
      message: `the object provided is unrecognized (must be of type runtime.Unknown): ${error.message} (${beginning})`,
    });
  }
}

function envelope(bytes: Uint8Array): { apiVersion: string; kind: string; raw: Uint8Array } {
  let apiVersion = '';
  let kind = '';
  let raw: Uint8Array = new Uint8Array();
  for (const field of readFields(bytes)) {
    if (field.type !== 'bytes') continue;
    if (field.number === 2) raw = field.value;
    if (field.number !== 1) continue;
    for (const name of readFields(field.value)) {
      if (name.type !== 'bytes') continue;
      if (name.number === 1) apiVersion = text.decode(name.value);
      if (name.number === 2) kind = text.decode(name.value);
    }
  }
  return { apiVersion, kind, raw };
}

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** The definition of a kind, be it a resource's or one that only subresources and options take. */
function definitionOf(apiVersion: string, kind: string): string | undefined {
  const [first = '', second] = apiVersion.split('/');
  const [group, version] = second === undefined ? ['', first] : [first, second];
  const own = Object.values(resources).find((type) => type.group === group && type.version === version && type.kind === kind);
  const candidates = [own?.definition, `io.k8s.api.${group.split('.')[0] || 'core'}.${version}.${kind}`, `${meta}.${kind}`];
  return candidates.find((candidate) => candidate !== undefined && structureOf(candidate) !== undefined);
}
