/** The door of the template language: values, YAML and JSON as helm reads and writes them, and the rendering of a chart's templates. */
export { GoBytes, GoInt, GoStruct, TypedMap, TypedSlice, int64, strings, type GoCallable, type GoValue } from './values.ts';
export { LookupNeeded, TemplateError, type TemplateSource } from './contract.ts';
export { jsonMaker, readYaml } from './decode.ts';
export { toJson, toYaml } from './encode.ts';
export { plainText } from './format-value.ts';
export { renderTemplates } from './render.ts';
