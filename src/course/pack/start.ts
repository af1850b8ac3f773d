import type { JsonObject, NodeOptions } from '../../../sandbox/index.ts';
import { startShape } from './lesson-shape.ts';
import { PackError, type Problem } from './problems.ts';
import { readYaml, SourceText } from './read-yaml.ts';
import { Reading } from './shape.ts';

/** Nodes and objects to begin with. */
export interface StartState {
  readonly nodes?: readonly NodeOptions[];
  readonly objects?: readonly JsonObject[];
  readonly components?: readonly string[];
}

/** Reads a start state of its own file: the form of a lesson's `setup`, with its objects written in place. Throws PackError. */
export function readStart(file: string, text: string): StartState {
  const problems: Problem[] = [];
  const source = new SourceText(file, text);
  const report = (problem: Problem): void => void problems.push(problem);
  const [document] = readYaml(source, report)?.documents ?? [];
  const read = document === undefined ? undefined : startShape.read(document.contents, new Reading(source, document, report));
  if (read === undefined || problems.length > 0)
    throw new PackError(problems.length > 0 ? problems : [source.problemAt(1, 1, 'expected a start state, found nothing')]);
  return read;
}
