import { defineProgram, type Program } from '../../host/program.ts';

/** All of them open the learner's own editor. */
export const editors: readonly Program[] = ['vi', 'vim', 'nano', 'edit'].map((name) =>
  defineProgram({
    name,
    summary: 'Edit a file',
    async run(process) {
      const path = process.args.find((arg) => !arg.startsWith('-') && !arg.startsWith('+'));
      if (path === undefined) {
        process.stderr.write(`${name}: which file? Say: ${name} FILE\n`);
        return 1;
      }
      if (process.edit === undefined) {
        process.stderr.write(`${name}: there is no editor here; write the file with: cat > ${path} <<'EOF'\n`);
        return 1;
      }
      await process.clock.join(
        process.clock.run(() => process.edit?.(path.startsWith('/') ? path : `${process.cwd}/${path}`) ?? Promise.resolve()),
      );
      return 0;
    },
  }),
);
