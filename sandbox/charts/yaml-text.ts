import { ChartError } from './chart-error.ts';
import { readYaml, toYaml as writeYaml, type GoValue } from './template/index.ts';

/** Decodes one YAML document as sigs.k8s.io/yaml does. Throws ChartError in its words. */
export function decodeYaml(text: string): GoValue {
  try {
    return readYaml(text);
  } catch (error) {
    throw new ChartError(error instanceof Error ? error.message : String(error));
  }
}

export const toYaml = writeYaml;
