import { compactJson } from '../../core/json-text.ts';
import { isObject } from '../../core/json.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

type Mapping = { readonly [key: string]: unknown };

const mappingAt = (value: Mapping, name: string): Mapping => (isObject(value[name]) ? value[name] : {});

/**
 * Keeps the annotation of client-side apply true where kubectl goes on with server-side apply, so that there is a way back. Models
 * apimachinery/pkg/util/managedfields/internal/lastappliedupdater.go.
 */
export function withLastApplied(manager: string, object: Mapping, config: Mapping): Mapping {
  const metadata = mappingAt(object, 'metadata');
  const annotations = mappingAt(metadata, 'annotations');
  if (manager !== 'kubectl' || (annotations[LAST_APPLIED] ?? '') === '') return object;
  const given = mappingAt(config, 'metadata');
  const { [LAST_APPLIED]: _, ...others } = mappingAt(given, 'annotations');
  const bare = given['annotations'] === undefined ? config : { ...config, metadata: { ...given, annotations: others } };
  const text = `${compactJson(bare)}\n`;
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED]: text } } };
}
