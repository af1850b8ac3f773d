import type { FileError } from '../../host/file-system.ts';
import { errorText, inKernelWords } from '../linux/kernel-errors.ts';
import { CHECK } from './streams-in-scripts.ts';

/** just-bash's messages in the words of the shell of this name; `lastError` is the last failure of a file operation. */
export function inWordsOf(shell: string, text: string, lastError: FileError | undefined): string {
  let words = text;
  if (lastError !== undefined) words = words.replace('cannot open redirect target', errorText(lastError));
  words = inKernelWords(words);
  // Failed expansions come without the name of the shell when they leave a group.
  words = words.replaceAll(CHECK, '').replace(/^(division by 0|\w+: unbound variable)$/gm, 'bash: $1');
  return shell === 'bash' ? words : words.replace(/^bash: /gm, `${shell}: `).replace(/: command not found$/gm, ': not found');
}
