import type { Proof } from './prove.ts';

/** Proofs as the XML that CI systems read: a suite for each lesson, a case for each claim. */
export function junitReport(pack: string, proofs: readonly Proof[]): string {
  const lessons = [...new Set(proofs.map(({ lesson }) => lesson))];
  const suites = lessons.map((lesson) => {
    const own = proofs.filter((proof) => proof.lesson === lesson);
    const cases = own.map(({ claim, problems, open: why }) => {
      const open = `    <testcase classname="${escaped(lesson)}" name="${escaped(claim)}"`;
      if (why !== undefined) return `${open}>\n      <skipped message="${escaped(why)}"/>\n    </testcase>\n`;
      if (problems.length === 0) return `${open}/>\n`;
      const failures = problems.map((problem) => {
        const [first = ''] = problem.split('\n');
        return `      <failure message="${escaped(first)}">${escaped(problem)}</failure>\n`;
      });
      return `${open}>\n${failures.join('')}    </testcase>\n`;
    });
    return `  <testsuite name="${escaped(lesson)}" tests="${own.length}" failures="${failedIn(own)}">\n${cases.join('')}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${escaped(pack)}" tests="${proofs.length}" failures="${failedIn(proofs)}">\n${suites.join('')}</testsuites>\n`;
}

function failedIn(proofs: readonly Proof[]): number {
  return proofs.filter(({ problems }) => problems.length > 0).length;
}

function escaped(text: string): string {
  const entities: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  // XML has no way to write most control characters.
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? '').replaceAll(/(?![\n\t])\p{Cc}/gu, '�');
}
