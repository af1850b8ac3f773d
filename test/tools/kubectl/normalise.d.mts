/** Makes texts of one scenario comparable; see the head of normalise.mjs for its rules. */
export class Norm {
  constructor(input?: string, options?: { readonly nodes?: string });
  text(text: string, command?: string, folder?: string): string;
}
