import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCluster } from '../../sandbox/index.ts';
import { lessonsOf } from '../../src/course/lesson/model.ts';
import { loadPack } from '../../src/course/pack/load.ts';
import { proveLesson } from '../../src/course/pack/prove.ts';
import { packOf } from './sample-pack.ts';

/** The files of the worked example, as they stand in the guide. */
function example(): { readonly [path: string]: string } {
  const guide = readFileSync(path.join(import.meta.dirname, '../../docs/authoring.md'), 'utf8');
  const blocks = guide.matchAll(/<!-- file: (\S+) -->\n\n(`{3,4})\w+\n(.*?)\n\2\n/gs);
  return Object.fromEntries([...blocks].map(([, file = '', , text = '']) => [file, `${text}\n`]));
}

describe("the guide's worked example", () => {
  const files = example();
  const pack = loadPack(packOf(files));

  it.each(lessonsOf(pack).map((lesson) => [lesson.id, lesson] as const))('%s is sound', async (_id, lesson) => {
    const proofs = await proveLesson({ pack, lesson, createCluster, report: () => undefined });
    expect(proofs.filter(({ problems }) => problems.length > 0)).toEqual([]);
    expect(proofs.length).toBeGreaterThan(4);
  });

  it('reads in the other language, with what is not translated as it was', () => {
    const [first, second] = lessonsOf(loadPack(packOf(files), { locale: 'zh-CN' }));
    expect(first?.title).toBe('无法启动的版本');
    expect(first?.sections[1]).toMatchObject({ id: 'look', title: '查看' });
    expect(first?.sections[1]?.commands[0]?.output).toContain('READY');
    expect(first?.tasks.map(({ title }) => title)).toEqual([
      '阅读新 Pod 的日志',
      'Get version 2 running on all Pods',
      'Say why nobody noticed',
    ]);
    expect(first?.tasks[1]?.checks[0]?.onFail).toBe('第 2 版还没有在所有 Pod 上运行。');
    expect(first?.tasks[2]?.checks[0]?.choices).toEqual([
      { id: 'a', text: 'Service 会重启 Pod' },
      { id: 'b', text: 'The Deployment keeps old Pods until new ones are ready' },
    ]);
    expect(second?.title).toBe('A node dies');
  });
});
