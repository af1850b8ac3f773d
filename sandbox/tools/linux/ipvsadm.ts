import { ipvsText } from '../../core/ipvs.ts';
import { defineProgram } from '../../host/program.ts';

/** ipvsadm, for looking: `-L`, `-Ln`. */
export const ipvsadm = defineProgram({
  name: 'ipvsadm',
  summary: 'Show the virtual servers of the kernel',
  async run({ args, user, stdout, stderr, clock, networkNamespace }) {
    if (user.uid !== 0) {
      stderr.write("Can't initialize ipvs: Permission denied (you must be root)\n");
      return 1;
    }
    if (args.some((arg) => !/^(-L?n?|-Ln|--list|--numeric|-l)$/.test(arg))) {
      stderr.write(`ipvsadm: ${args.join(' ')}: only listing (-Ln) is simulated\n`);
      return 2;
    }
    networkNamespace.refreshRules?.();
    stdout.write(ipvsText(networkNamespace.ipvs, clock.now()));
    return 0;
  },
});
