import { describe, expect, it } from 'vitest';
import { layoutProse } from '../../src/tui/prose/layout.ts';
import { layoutText } from '../harness/screen-text.ts';
import { renderProse } from '../../src/tui/prose/index.ts';
import { highlight } from '../../src/tui/prose/highlight.ts';
import {
  chooseCommand,
  chooseLink,
  commandRun,
  proseStart,
  scrollProse,
  showSection,
} from '../../src/tui/widgets/prose/state.ts';
import { lineText, lineWidth } from '../../src/tui/text/line.ts';
import { asciiSymbols, unicodeSymbols } from '../../src/tui/theme/symbols.ts';
import { demoLesson } from '../harness/terminal-demo-course.ts';

const lay = (markdown: string, columns = 40): string => layoutText(layoutProse(markdown, columns, unicodeSymbols));

describe('prose', () => {
  it('shows headings without their section marks', () => {
    const layout = layoutProse('## Ask for it {#ask}\n\nText\n\n## See {#see}', 40, unicodeSymbols);
    expect(layoutText(layout)).toBe('Ask for it\n\nText\n\nSee');
    expect(layout.sections).toEqual([
      { id: 'ask', row: 0 },
      { id: 'see', row: 4 },
    ]);
  });

  it('sets code apart and knows what the shell can take', () => {
    const layout = layoutProse('```sh\n$ kubectl get pods\n```\n\n```yaml\na: 1\n```\n\n```sh\nls\npwd\n```', 40, unicodeSymbols);
    expect(layoutText(layout)).toBe('│ kubectl get pods\n\n│ a: 1\n\n│ ls\n│ pwd');
    expect(layout.commands).toEqual([
      { text: 'kubectl get pods', row: 0, rows: 1 },
      { text: 'ls\npwd', row: 4, rows: 2 },
    ]);
  });

  it('gives call-outs a bar in the colour of what they are', () => {
    const layout = layoutProse('> **Careful** This *bites*.\n\n> **Try it** Go on.\n\n> Only a quotation.', 40, unicodeSymbols);
    expect(layoutText(layout)).toBe('▌ Careful This bites.\n\n▌ Try it Go on.\n\n▌ Only a quotation.');
    expect(layout.lines.filter((line) => line.length > 0).map((line) => line[0]?.role)).toEqual(['warn', 'good', 'muted']);
  });

  it('knows its links and in which rows they stand', () => {
    const text = 'A [Pod](term:Pod).\n\n> See [below](#end).\n\n| a |\n|---|\n| [b](lesson:x/y) |\n\n[out](https://k8s.io)';
    const { links, lines } = layoutProse(text, 40, unicodeSymbols);
    expect(links.map(({ target, row }) => ({ target, row }))).toEqual([
      { target: 'term:Pod', row: 0 },
      { target: '#end', row: 2 },
      { target: 'lesson:x/y', row: 6 },
    ]);
    const [word] = links;
    expect(lines[0]?.filter(({ link }) => link === word?.number)).toMatchObject([{ text: 'Pod', underline: true }]);
  });

  it('shrinks the gaps of what stands in columns, and cuts what is still too wide', () => {
    const table = '```text\nNAME      READY     STATUS\nweb-1     1/1       Running\n```';
    expect(lay(table, 23)).toBe('│ NAME   READY  STATUS\n│ web-1  1/1    Running');
    expect(lay(table, 18)).toBe('│ NAME  READY STA…\n│ web-1 1/1   Run…');
  });

  it('lays out lists within lists', () => {
    expect(lay('1. one\n   - deep\n2. two')).toBe('1. one\n  • deep\n2. two');
  });

  it('fits tables to the width', () => {
    expect(lay('| Kind | Does |\n|---|---|\n| Pod | holds containers that live and die together |', 28)).toBe(
      ['Kind  Does', '────────────────────────────', 'Pod   holds containers that', '      live and die together'].join('\n'),
    );
  });

  it('keeps looks and code within lists', () => {
    const layout = layoutProse('- **bold** `nginx:1.27`\n\n  ```sh\n  ls -la\n  ```\n\n- two', 40, unicodeSymbols);
    expect(layoutText(layout)).toBe('• bold nginx:1.27\n  │ ls -la\n• two');
    expect(layout.lines[0]?.map(({ text, role, bold }) => [text, role ?? bold])).toContainEqual(['bold', true]);
    expect(layout.lines[0]?.at(-1)).toEqual({ text: 'nginx:1.27', role: 'code' });
    expect(layout.commands).toEqual([{ text: 'ls -la', row: 1, rows: 1 }]);
  });

  it('cuts nothing off in a table, with or without blanks between words', () => {
    const text = lay(
      '| `a:b` | 作用 |\n|---|---|\n| Pod | 运行一组共享网络和存储的容器，同生共死 |\n| https://kubernetes.io/docs/concepts/ | x |',
      30,
    );
    expect(text.replaceAll(/[\s─]/g, '')).not.toContain('…');
    for (const part of ['a:b', '作用']) expect(text).toContain(part);
    for (const letter of '运行一组共享网络和存储的容器') expect(text).toContain(letter);
  });

  it('is there for programs that print line by line', () => {
    const markdown = '## Look\n\nAt **this** `Pod`.';
    expect(renderProse(markdown, { width: 40, colour: false })).toBe('Look\n\nAt this Pod.');
    expect(renderProse(markdown, { width: 40, colour: true })).toBe(
      '\u001b[1;36mLook\u001b[0m\n\nAt \u001b[1mthis\u001b[0m \u001b[36mPod\u001b[0m.',
    );
  });

  it('writes where a link goes', () => {
    expect(lay('see [the docs](https://kubernetes.io)', 60)).toBe('see the docs (https://kubernetes.io)');
  });

  it('lets no escape sequence through', () => {
    expect(lay('a \u001b[31mb\u001b[0m `\u001b]0;x\u0007c`')).toBe('a b c');
  });

  it('needs nothing but ASCII when asked', () => {
    const text = layoutText(layoutProse('# T\n\n- a\n\n> **Careful** b\n\n```sh\nls\n```', 40, asciiSymbols));
    expect(text).toMatch(/^[\u0020-\u007e\n]*$/);
  });

  it.each([20, 33, 56, 80])('is never wider than %i columns', (columns) => {
    const layout = layoutProse(demoLesson('start/first-deploy').prose, columns, unicodeSymbols);
    expect(layout.lines.filter((line) => lineWidth(line) > columns).map(lineText)).toEqual([]);
  });
});

describe('reading', () => {
  const layout = layoutProse(demoLesson('start/first-deploy').prose, 60, unicodeSymbols);

  it('stops at both ends', () => {
    expect(scrollProse(proseStart, -5, layout, 10).top).toBe(0);
    expect(scrollProse(proseStart, 1e6, layout, 10).top).toBe(layout.lines.length - 10);
  });

  it('brings the next command into view', () => {
    const state = chooseCommand(proseStart, 1, layout, 8);
    const command = layout.commands[state.command];
    expect(command?.text).toBe('kubectl apply -f web.yaml\nkubectl rollout status deployment/web');
    expect(command && command.row >= state.top && command.row + command.rows <= state.top + 8).toBe(true);
  });

  it('goes to a section', () => {
    const state = showSection(proseStart, 'ask', layout, 8);
    expect(lineText(layout.lines[state.top] ?? [])).toBe('Ask for it');
  });
});

describe('what was run', () => {
  const layout = layoutProse('```sh\na\n```\n```sh\nb\n```\n## Two {#two}\n```sh\nc\n```', 40, unicodeSymbols);

  it('leads to the command after it, by whatever way it was typed', () => {
    expect(commandRun(proseStart, 'a', layout, 20).command).toBe(1);
    expect(commandRun(proseStart, ' b ', layout, 20).command).toBe(2);
    expect(commandRun(proseStart, 'x', layout, 20)).toBe(proseStart);
  });

  it('leaves no command out when a task passes before all are run', () => {
    expect(showSection(commandRun(proseStart, 'a', layout, 20), 'two', layout, 20).command).toBe(1);
    expect(showSection(commandRun(proseStart, 'b', layout, 20), 'two', layout, 20).command).toBe(2);
  });

  it('does not choose what cannot be seen', () => {
    expect(commandRun(proseStart, 'a', layout, 2).command).toBe(0);
  });
});

describe('links', () => {
  const text = '[a](term:a)\n\n1\n\n2\n\n3\n\n4\n\n[b](term:b)\n\n```sh\nls\n```';
  const layout = layoutProse(text, 40, unicodeSymbols);

  it('begins at the first in view, and brings the next into it', () => {
    const first = chooseLink(proseStart, 1, layout, 4);
    expect([first.link, first.top]).toEqual([0, 0]);
    const second = chooseLink(first, 1, layout, 4);
    expect(second.link).toBe(1);
    expect(second.top).toBeGreaterThan(10 - 4);
    expect(chooseLink(second, 1, layout, 4).link).toBe(1);
  });

  it('is left behind where one scrolls away, or chooses a command', () => {
    const first = chooseLink(proseStart, 1, layout, 4);
    expect(scrollProse(first, 3, layout, 4).link).toBeUndefined();
    expect(chooseCommand(first, 1, layout, 4).link).toBeUndefined();
  });
});

describe('highlighting', () => {
  const roles = (text: string, language: string): string =>
    highlight(text, language)
      .filter((part) => part.text.trim() !== '')
      .map((part) => `${part.text.trim()}=${part.role}`)
      .join(' ');

  it('tells keys, values, numbers and comments apart', () => {
    expect(roles('- name: web # why', 'yaml')).toBe('-=muted name=codeKey :=muted web=codeValue # why=codeComment');
    expect(roles('replicas: 2', 'yaml')).toBe('replicas=codeKey :=muted 2=codeNumber');
    expect(roles('image: nginx:1.27', 'yaml')).toBe('image=codeKey :=muted nginx:1.27=codeValue');
    expect(roles('{"a": 1, "b": "c"}', 'json')).toContain('"a"=codeKey');
    expect(roles('kubectl get pods | grep -v web', 'sh')).toBe(
      'kubectl=codeKey get pods=text |=muted grep=codeKey -v=code web=text',
    );
  });

  it('changes no character', () => {
    for (const language of ['yaml', 'json', 'sh']) {
      for (const text of [
        'a: "b\\"c" # d',
        "x: 'it''s'",
        '  - {a: [1, 2], b: ~}',
        'echo "$(date)" > out && ls -la',
        '{"a":[1,2.5,true]}',
        '"open',
      ]) {
        expect(lineText(highlight(text, language))).toBe(text);
      }
    }
  });
});
