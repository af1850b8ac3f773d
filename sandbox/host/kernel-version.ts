/** One kernel for the whole machine, in every container. */
export const KERNEL_RELEASE = '6.8.0-51-generic';
export const KERNEL_VERSION = '#52-Ubuntu SMP PREEMPT_DYNAMIC Thu Dec  5 13:09:44 UTC 2024';
