import type { ValidationRule } from '../types/apiextensions-v1.ts';
import { compileCel, isTransitionRule } from './cel-rules.ts';
import { findField } from './field-path.ts';
import { invalid, itemsOf, propertiesOf, required, unsupported, valuesOf, type JsonSchema, type Problem } from './json-schema.ts';

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];
const lineBreak = /[\n\r]/;

/**
 * What is wrong with the CEL rules of a schema. `uncorrelated` is the nearest place whose parts cannot be told apart between two states
 * of an object, where rules may not look back. Models k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation.
 */
export function checkRules(schema: JsonSchema, path: string, root: boolean, uncorrelated?: string): readonly Problem[] {
  const inner: Problem[] = [];
  for (const [name, property] of propertiesOf(schema)) {
    const around = schema['x-kubernetes-map-type'] === 'atomic' ? (uncorrelated ?? path) : uncorrelated;
    inner.push(...checkRules(property, `${path}.properties[${name}]`, false, around));
  }
  const values = valuesOf(schema);
  if (values !== undefined) inner.push(...checkRules(values, `${path}.additionalProperties`, false, uncorrelated));
  const items = itemsOf(schema);
  if (items !== undefined) {
    const around = schema['x-kubernetes-list-type'] === 'map' ? uncorrelated : (uncorrelated ?? path);
    inner.push(...checkRules(items, `${path}.items`, false, around));
  }
  const rules = schema['x-kubernetes-validations'] ?? [];
  const forms = rules.flatMap((rule, index) => [...formFaults(schema, rule, `${path}.x-kubernetes-validations[${index}]`)]);
  if (forms.length > 0) return [...inner, ...forms];
  const compiled = rules.flatMap((rule, index) => [
    ...compileFaults(schema, rule, `${path}.x-kubernetes-validations[${index}]`, root, uncorrelated),
  ]);
  return [...inner, ...compiled];
}

function* formFaults(schema: JsonSchema, rule: ValidationRule, at: string): Generator<Problem> {
  const { rule: text = '', message = '', messageExpression = '', reason, fieldPath = '' } = rule;
  if (text.trim() === '') yield required(`${at}.rule`, 'rule is not specified');
  else if (message !== '' && message.trim() === '') yield invalid(`${at}.message`, message, 'must be non-empty if specified');
  else if (lineBreak.test(message.trim())) yield invalid(`${at}.message`, message, 'must not contain line breaks');
  else if (lineBreak.test(text.trim()) && message.trim() === '')
    yield required(`${at}.message`, 'message must be specified if rule contains line breaks');
  if (messageExpression !== '' && messageExpression.trim() === '')
    yield required(`${at}.messageExpression`, 'messageExpression must be non-empty if specified');
  if (reason !== undefined && !reasons.includes(reason)) yield unsupported(`${at}.reason`, reason, reasons);
  if (fieldPath === '') return;
  if (fieldPath.trim() === '') yield invalid(`${at}.fieldPath`, fieldPath, 'must be non-empty if specified');
  if (lineBreak.test(fieldPath)) yield invalid(`${at}.fieldPath`, fieldPath, 'must not contain line breaks');
  if (typeof findField(schema, fieldPath) === 'string') yield invalid(`${at}.fieldPath`, fieldPath, 'must be a valid path');
}

/** A rule as the server's own code holds it, which is how its messages show it. */
function shown({
  rule = '',
  message = '',
  messageExpression = '',
  reason,
  fieldPath = '',
  optionalOldSelf,
}: ValidationRule): unknown {
  return {
    Rule: rule,
    Message: message,
    MessageExpression: messageExpression,
    Reason: reason ?? null,
    FieldPath: fieldPath,
    OptionalOldSelf: optionalOldSelf ?? null,
  };
}

function* compileFaults(
  schema: JsonSchema,
  rule: ValidationRule,
  at: string,
  root: boolean,
  uncorrelated: string | undefined,
): Generator<Problem> {
  const { rule: text = '', messageExpression = '' } = rule;
  const { problem, type } = compileCel(schema, text, root, rule.optionalOldSelf === true);
  if (problem !== undefined) yield invalid(`${at}.rule`, shown(rule), problem);
  else if (type !== 'bool' && type !== 'dyn') yield invalid(`${at}.rule`, shown(rule), 'cel expression must evaluate to a bool');
  if (messageExpression !== '' && problem === undefined) {
    const made = compileCel(schema, messageExpression, root, rule.optionalOldSelf === true);
    const why = made.problem === undefined ? undefined : `messageExpression ${made.problem}`;
    if (why !== undefined) yield invalid(`${at}.messageExpression`, shown(rule), why);
    else if (made.type !== 'string' && made.type !== 'dyn')
      yield invalid(`${at}.messageExpression`, shown(rule), 'messageExpression must evaluate to a string');
  }
  if (isTransitionRule(text)) {
    if (uncorrelated !== undefined)
      yield invalid(
        `${at}.rule`,
        text,
        `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelated}`,
      );
  } else if (rule.optionalOldSelf !== undefined)
    yield invalid(`${at}.optionalOldSelf`, rule.optionalOldSelf, 'may not be set if oldSelf is not used in rule');
}
