// Stands in for highlight.js in the bundle: the three languages that lessons use, of the hundred and ninety that it knows.
import core from '../node_modules/highlight.js/lib/core.js';
import bash from '../node_modules/highlight.js/lib/languages/bash.js';
import json from '../node_modules/highlight.js/lib/languages/json.js';
import yaml from '../node_modules/highlight.js/lib/languages/yaml.js';

core.registerLanguage('bash', bash);
core.registerLanguage('json', json);
core.registerLanguage('yaml', yaml);

export default core;
// Required as a CommonJS module, so by its members too.
export const { highlight, highlightAuto, listLanguages, getLanguage } = core;
