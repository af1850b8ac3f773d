import { DECODER_END, GoJsonError, readGoJson, readGoJsonPrefix } from '../core/go-json.ts';
import { ChartError } from './chart-error.ts';
import { jsonMaker, type GoValue } from './template/index.ts';

/** The JSON value at the beginning of a text, and how much of the text it takes. Throws ChartError in the words of encoding/json. */
export const jsonPrefix = (text: string): { readonly value: GoValue; readonly length: number } =>
  inChartWords(() => readGoJsonPrefix(text, jsonMaker));

/** A whole JSON text. Throws ChartError in the words of json.Decoder. */
export const parseGoJson = (text: string): GoValue => inChartWords(() => readGoJson(text, jsonMaker, DECODER_END));

function inChartWords<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof GoJsonError ? new ChartError(error.message) : error;
  }
}
