import type { OutputRole, Task } from '@/core/signature';

/** What each output is for, where only its datatype tells: the first figures are the task's, the first whole numbers or texts of a classifier its labels. */
export function rolesFor(task: Task, outputs: readonly { readonly datatype: string }[]): OutputRole[] {
  const float = outputs.findIndex((output) => output.datatype.startsWith('FP'));
  const label = outputs.findIndex((output) => output.datatype.includes('INT') || output.datatype === 'BYTES');
  const floatRole: Partial<Record<Task, OutputRole>> = { classify: 'scores', regress: 'value', embed: 'vector', cluster: 'distances' };
  return outputs.map((_output, i) => {
    if (i === label && (task === 'classify' || task === 'cluster')) return 'label';
    return (i === float ? floatRole[task] : undefined) ?? 'other';
  });
}
