import { absent, denied, type Machine } from './syscalls';

/** Instructions of classic BPF (linux/bpf_common.h), as far as a filter needs them. */
const loadWord = 0x20; // BPF_LD | BPF_W | BPF_ABS
const jumpEqual = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
const jumpAtLeast = 0x35; // BPF_JMP | BPF_JGE | BPF_K
const jumpAnyBit = 0x45; // BPF_JMP | BPF_JSET | BPF_K
const giveBack = 0x06; // BPF_RET | BPF_K

/** Offsets in struct seccomp_data: the number, the processor, and the low half of each argument. */
const atNumber = 0;
const atArch = 4;
const atArgument = (index: number): number => 16 + 8 * index;

const allow = 0x7fff0000;
const killProcess = 0x80000000;
const fail = (errno: number): number => 0x00050000 | errno;
export const errnos = { EPERM: 1, ENOSYS: 38, EAFNOSUPPORT: 97 } as const;

/** CLONE_NEW*: cgroup, uts, ipc, user, pid, net, mount. Threads and plain children have none of them. */
export const newNamespaces = 0x7e020000;
/** System calls of the x32 interface carry this bit; they would pass by numbers. */
const x32Bit = 0x40000000;
/** Unix, IPv4, IPv6. Not VSOCK, which reaches past network namespaces, nor NETLINK, PACKET, ALG. */
export const socketFamilies = [1, 2, 10];
/** TIOCSTI and TIOCLINUX type into the terminal of whoever started us. */
export const terminalInput = [0x5412, 0x541c];

type Target = 'next' | 'allow' | 'deny' | 'absent' | 'family' | 'kill';
interface Instruction {
  readonly code: number;
  readonly value: number;
  readonly yes: Target;
  readonly no: Target;
}

const load = (offset: number): Instruction => ({ code: loadWord, value: offset, yes: 'next', no: 'next' });
const equal = (value: number, yes: Target, no: Target = 'next'): Instruction => ({ code: jumpEqual, value, yes, no });

/**
 * The filter of system calls for a sandbox, as the bytes that `bwrap --seccomp` reads: EPERM for what no model needs, ENOSYS for what libraries have
 * another way for, the end of the process for another processor's numbers. All else is allowed.
 */
export function seccompFilter(machine: Machine): Buffer {
  const { numbers } = machine;
  const known = (names: readonly string[]): number[] => names.flatMap((name) => numbers[name] ?? []);
  // Each looks at an argument of one call; it ends the filter or is jumped over.
  const looks: [call: string, body: Instruction[]][] = [
    ['clone', [load(atArgument(0)), { code: jumpAnyBit, value: newNamespaces, yes: 'deny', no: 'allow' }]],
    ['ioctl', [load(atArgument(1)), ...terminalInput.map((request) => equal(request, 'deny')), always('allow')]],
    ['socket', [load(atArgument(0)), ...socketFamilies.map((family) => equal(family, 'allow')), always('family')]],
  ];
  const program: (Instruction | { readonly code: number; readonly value: number; readonly skip: number })[] = [
    load(atArch),
    equal(machine.audit, 'next', 'kill'),
    load(atNumber),
    { code: jumpAtLeast, value: x32Bit, yes: 'kill', no: 'next' },
    ...known(denied).map((number) => equal(number, 'deny')),
    ...known(absent).map((number) => equal(number, 'absent')),
    ...looks.flatMap(([call, body]) => [{ code: jumpEqual, value: numbers[call] ?? 0, skip: body.length }, ...body]),
  ];
  return assemble([...program, always('allow')]);
}

/** Whatever was loaded last. */
function always(target: Target): Instruction {
  return { code: jumpAtLeast, value: 0, yes: target, no: target };
}

const endings: readonly [Target, number][] = [
  ['allow', allow],
  ['deny', fail(errnos.EPERM)],
  ['absent', fail(errnos.ENOSYS)],
  ['family', fail(errnos.EAFNOSUPPORT)],
  ['kill', killProcess],
];

function assemble(program: readonly (Instruction | { readonly code: number; readonly value: number; readonly skip: number })[]): Buffer {
  const bytes = Buffer.alloc((program.length + endings.length) * 8);
  const distance = (from: number, target: Target): number => {
    const ending = endings.findIndex(([name]) => name === target);
    const jump = target === 'next' ? 0 : program.length + ending - from - 1;
    if (jump > 255) throw new Error('the filter is too long for its jumps');
    return jump;
  };
  program.forEach((one, i) => {
    const [yes, no] = 'skip' in one ? [0, one.skip] : [distance(i, one.yes), distance(i, one.no)];
    write(bytes, i, one.code, yes, no, one.value);
  });
  endings.forEach(([, value], i) => {
    write(bytes, program.length + i, giveBack, 0, 0, value);
  });
  return bytes;
}

/** struct sock_filter, little-endian as both processors are. */
function write(bytes: Buffer, index: number, code: number, yes: number, no: number, value: number): void {
  bytes.writeUInt16LE(code, index * 8);
  bytes.writeUInt8(yes, index * 8 + 2);
  bytes.writeUInt8(no, index * 8 + 3);
  bytes.writeUInt32LE(value >>> 0, index * 8 + 4);
}
