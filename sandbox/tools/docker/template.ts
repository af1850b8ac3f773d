import { goValueOfJson } from '../../charts/chart-json.ts';
import { GoTemplateError, parseGoTemplate } from '../../charts/template/go-template.ts';
import { isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { DaemonError } from './engine/model.ts';

/** `--format` of docker: a Go template over an object. Throws DaemonError in the client's words. */
export function formatWith(source: string, object: JsonValue): string {
  // `json` is docker's own function; a whole `{{json .X}}` is what people write.
  const json = /^\{\{\s*json\s+(\.[\w.]*)\s*\}\}$/.exec(source.trim());
  if (json !== null) return JSON.stringify(valueAt(object, json[1] ?? '.'));
  try {
    return parseGoTemplate('', source).execute(goValueOfJson(object, 'int64'), { missingKeys: 'refused' });
  } catch (error) {
    if (!(error instanceof GoTemplateError)) throw error;
    throw new DaemonError(`template parsing error: ${error.message}`, 1);
  }
}

function valueAt(object: JsonValue, path: string): JsonValue {
  let value: JsonValue = object;
  for (const name of path.split('.').filter((part) => part !== '')) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return null;
    value = (value as JsonObject)[name] ?? null;
  }
  return value;
}
