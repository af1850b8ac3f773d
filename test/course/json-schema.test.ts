import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { newPack } from '../../src/course/pack/new-pack.ts';
import { packSchema, schemaNames, type SchemaName } from '../../src/course/pack/json-schema.ts';
import { packFilesIn } from '../../src/platform/pack-files.ts';
import { lessonYaml, packYaml } from './sample-pack.ts';

const folder = path.join(import.meta.dirname, '../../lessons');
const ajv = new Ajv2020({ strict: false, allErrors: true });
const validators = new Map(schemaNames.map((name) => [name, ajv.compile(packSchema(name))]));

function faultsOf(name: SchemaName, text: string): readonly string[] {
  const validate = validators.get(name);
  if (validate === undefined) throw new Error(`no schema ${name}`);
  return validate(parse(text)) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function kindOf(file: string): SchemaName | undefined {
  const kinds: readonly (readonly [RegExp, SchemaName])[] = [
    [/(^|\/)pack\.yaml$/, 'pack'],
    [/\/lesson\.yaml$/, 'lesson'],
    [/\/lesson\.[\w-]+\.yaml$/, 'translation'],
    [/(^|\/)images\/[^/]+\.yaml$/, 'image'],
  ];
  return kinds.find(([pattern]) => pattern.test(file))?.[1];
}

describe('the JSON Schema of a pack', () => {
  const files = packFilesIn(folder)
    .list('.')
    .flatMap((file) => {
      const kind = kindOf(file);
      return kind === undefined ? [] : [[file, kind] as const];
    });

  it.each(files)('takes the built-in %s', (file, kind) => {
    expect(faultsOf(kind, readFileSync(path.join(folder, file), 'utf8'))).toEqual([]);
  });

  it('takes what `pack new` writes', () => {
    for (const [file, text] of Object.entries(newPack({ id: 'demo', version: '1.2.3' }))) {
      const kind = kindOf(file);
      if (kind !== undefined) expect(faultsOf(kind, text)).toEqual([]);
    }
  });

  it.each([
    ['a misspelt key', 'lesson', lessonYaml.replace('minutes', 'minuts'), /additional properties/],
    ['a missing key', 'lesson', lessonYaml.replace('minutes: 5\n', ''), /required property 'minutes'/],
    ['a wrong type', 'lesson', lessonYaml.replace('minutes: 5', 'minutes: soon'), /\/minutes must be integer/],
    ['a check of no type', 'lesson', lessonYaml.replace('assert:', 'asert:'), /\/tasks\/0\/checks\/0/],
    ['another format', 'pack', packYaml.replace('formatVersion: 1', 'formatVersion: 2'), /\/formatVersion/],
  ] as const)('refuses %s', (_what, kind, text, fault) => {
    expect(faultsOf(kind, text).join('\n')).toMatch(fault);
  });
});
