import { errnos, newNamespaces, socketFamilies, terminalInput } from './seccomp-filter';
import { absent, denied } from './syscalls';

interface Argument {
  readonly index: number;
  readonly value: number;
  readonly valueTwo?: number;
  readonly op: 'SCMP_CMP_EQ' | 'SCMP_CMP_GT' | 'SCMP_CMP_MASKED_EQ';
}

const wholeWord = 0xffffffff;

/**
 * The same denials as {@link seccompFilter}, as podman and Docker read them (their seccomp.json). libseccomp makes the filter of it: it knows the numbers
 * of the calls itself, and ends whoever uses those of another processor.
 */
export function seccompProfile(): string {
  const refuse = (names: readonly string[], errno: number, args: readonly Argument[] = []): object => ({
    ...{ names, action: 'SCMP_ACT_ERRNO', errnoRet: errno },
    args,
  });
  // Rules can be joined by "or" only: one for each bit, and one for each family that is not wanted.
  const bits = Array.from({ length: 32 }, (_, i) => 2 ** i).filter((bit) => (newNamespaces & bit) !== 0);
  const most = Math.max(...socketFamilies);
  const others = Array.from({ length: most }, (_, family) => family).filter((family) => !socketFamilies.includes(family));
  const syscalls = [
    refuse(denied, errnos.EPERM),
    refuse(absent, errnos.ENOSYS),
    ...bits.map((bit) => refuse(['clone'], errnos.EPERM, [{ index: 0, value: bit, valueTwo: bit, op: 'SCMP_CMP_MASKED_EQ' }])),
    ...terminalInput.map((request) => refuse(['ioctl'], errnos.EPERM, [{ index: 1, value: wholeWord, valueTwo: request, op: 'SCMP_CMP_MASKED_EQ' }])),
    ...others.map((family) => refuse(['socket'], errnos.EAFNOSUPPORT, [{ index: 0, value: family, op: 'SCMP_CMP_EQ' }])),
    refuse(['socket'], errnos.EAFNOSUPPORT, [{ index: 0, value: most, op: 'SCMP_CMP_GT' }]),
  ];
  return JSON.stringify({ defaultAction: 'SCMP_ACT_ALLOW', syscalls });
}
