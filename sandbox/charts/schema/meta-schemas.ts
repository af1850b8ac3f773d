import draft6 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' };
import draft7 from 'ajv/dist/refs/json-schema-draft-07.json' with { type: 'json' };
import schema2019 from 'ajv/dist/refs/json-schema-2019-09/schema.json' with { type: 'json' };
import applicator2019 from 'ajv/dist/refs/json-schema-2019-09/meta/applicator.json' with { type: 'json' };
import content2019 from 'ajv/dist/refs/json-schema-2019-09/meta/content.json' with { type: 'json' };
import core2019 from 'ajv/dist/refs/json-schema-2019-09/meta/core.json' with { type: 'json' };
import format2019 from 'ajv/dist/refs/json-schema-2019-09/meta/format.json' with { type: 'json' };
import data2019 from 'ajv/dist/refs/json-schema-2019-09/meta/meta-data.json' with { type: 'json' };
import validation2019 from 'ajv/dist/refs/json-schema-2019-09/meta/validation.json' with { type: 'json' };
import schema2020 from 'ajv/dist/refs/json-schema-2020-12/schema.json' with { type: 'json' };
import applicator2020 from 'ajv/dist/refs/json-schema-2020-12/meta/applicator.json' with { type: 'json' };
import content2020 from 'ajv/dist/refs/json-schema-2020-12/meta/content.json' with { type: 'json' };
import core2020 from 'ajv/dist/refs/json-schema-2020-12/meta/core.json' with { type: 'json' };
import format2020 from 'ajv/dist/refs/json-schema-2020-12/meta/format-annotation.json' with { type: 'json' };
import data2020 from 'ajv/dist/refs/json-schema-2020-12/meta/meta-data.json' with { type: 'json' };
import unevaluated2020 from 'ajv/dist/refs/json-schema-2020-12/meta/unevaluated.json' with { type: 'json' };
import validation2020 from 'ajv/dist/refs/json-schema-2020-12/meta/validation.json' with { type: 'json' };
import type { Draft } from './documents.ts';

const draft2019: readonly unknown[] = [schema2019, applicator2019, content2019, core2019, format2019, data2019, validation2019];
const draft2020: readonly unknown[] = [
  schema2020,
  applicator2020,
  content2020,
  core2020,
  format2020,
  data2020,
  unevaluated2020,
  validation2020,
];

const metaSchemas: { readonly [draft in Draft]?: { readonly address: string; readonly schema: unknown } } = {
  6: { address: 'http://json-schema.org/draft-06/schema', schema: draft6 },
  7: { address: 'http://json-schema.org/draft-07/schema', schema: draft7 },
};

/** The schema of schemas of a draft, and its parts. The one of draft 4 is not at hand: every schema fits it. */
export function metaSourceOf(draft: Draft): { readonly address: string; readonly parts: readonly unknown[] } {
  const old = metaSchemas[draft];
  if (old !== undefined) return { address: old.address, parts: [old.schema] };
  return draft === 4
    ? { address: 'http://json-schema.org/draft-04/schema', parts: [true] }
    : draft === 2019
      ? { address: 'https://json-schema.org/draft/2019-09/schema', parts: draft2019 }
      : { address: 'https://json-schema.org/draft/2020-12/schema', parts: draft2020 };
}
