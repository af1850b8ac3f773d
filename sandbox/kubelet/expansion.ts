/**
 * Puts values in for `$(NAME)`; `$$(NAME)` stays `$(NAME)`, and a name without a value stays as it is written.
 * Models k8s.io/kubernetes/third_party/forked/golang/expansion.
 */
export function expand(text: string, valueOf: (name: string) => string | undefined): string {
  let result = '';
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character !== '$' || index + 1 >= text.length) {
      result += character;
      continue;
    }
    const next = text[index + 1];
    if (next === '$') {
      result += '$';
      index++;
    } else if (next === '(') {
      const end = text.indexOf(')', index + 2);
      if (end < 0) {
        result += '$(';
        index++;
      } else {
        const name = text.slice(index + 2, end);
        result += valueOf(name) ?? `$(${name})`;
        index = end;
      }
    } else {
      result += `$${next ?? ''}`;
      index++;
    }
  }
  return result;
}
