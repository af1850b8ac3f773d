/** What is wrong with the text of a template, without the place. */
export class ParseFailure extends Error {
  override readonly name = 'ParseFailure';
}
