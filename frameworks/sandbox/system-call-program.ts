import type { Machine } from './syscalls';

/** Bits of the smallest Linux program: an ELF header, one segment, and code. */
const base = 0x400000;
const headerBytes = 64 + 56;

/**
 * A program that makes one system call with the given arguments and ends with its errno (0: it was allowed), so that a test can try what no language's
 * library offers. Arguments are unsigned 32-bit numbers; -1 is a pointer to nowhere.
 */
export function systemCallProgram(machine: Machine, call: string, args: readonly number[]): Buffer {
  const number = machine.numbers[call];
  const exit = machine.numbers.exit;
  if (number === undefined || exit === undefined) throw new Error(`${call} has no number on this processor`);
  const code = machine.elf === 62 ? x64(number, args, exit) : arm64(number, args, exit);
  const bytes = Buffer.alloc(headerBytes + code.byteLength);
  bytes.write('\x7fELF\x02\x01\x01', 0, 'latin1');
  bytes.writeUInt16LE(2, 16); // an executable
  bytes.writeUInt16LE(machine.elf, 18);
  bytes.writeUInt32LE(1, 20);
  bytes.writeBigUInt64LE(BigInt(base + headerBytes), 24);
  bytes.writeBigUInt64LE(64n, 32); // the segment's header follows
  bytes.writeUInt16LE(64, 52);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(1, 56);
  bytes.writeUInt32LE(1, 64); // to be loaded
  bytes.writeUInt32LE(5, 68); // readable, executable
  bytes.writeBigUInt64LE(BigInt(base), 80);
  bytes.writeBigUInt64LE(BigInt(base), 88);
  bytes.writeBigUInt64LE(BigInt(bytes.byteLength), 96);
  bytes.writeBigUInt64LE(BigInt(bytes.byteLength), 104);
  bytes.writeBigUInt64LE(0x1000n, 112);
  code.copy(bytes, headerBytes);
  return bytes;
}

function x64(number: number, args: readonly number[], exit: number): Buffer {
  // mov edi/esi/edx/r10d/r8d/r9d, imm32
  const registers = [[0xbf], [0xbe], [0xba], [0x41, 0xba], [0x41, 0xb8], [0x41, 0xb9]];
  const moves = registers.flatMap((register, i) => [...register, ...word(args[i] ?? 0)]);
  // mov eax, number; syscall; neg eax; mov edi, eax; (a result that is no error becomes 0) ; mov eax, exit; syscall
  const noError = [0x81, 0xff, ...word(4096), 0x72, 0x02, 0x31, 0xff]; // cmp edi, 4096; jb +2; xor edi, edi
  return Buffer.from([...moves, 0xb8, ...word(number), 0x0f, 0x05, 0xf7, 0xd8, 0x89, 0xc7, ...noError, 0xb8, ...word(exit), 0x0f, 0x05]);
}

function arm64(number: number, args: readonly number[], exit: number): Buffer {
  const move = (register: number, value: number): number[] => [
    (0xd2800000 | ((value & 0xffff) << 5) | register) >>> 0, // movz
    (0xf2a00000 | (((value >>> 16) & 0xffff) << 5) | register) >>> 0, // movk, lsl 16
  ];
  const moves = [0, 1, 2, 3, 4, 5].flatMap((register) => move(register, args[register] ?? 0));
  const call = 0xd4000001; // svc 0
  // neg w0, w0; cmp w0, #1, lsl 12; csel w0, w0, wzr, lo
  const words = [...moves, ...move(8, number), call, 0x4b0003e0, 0x7140041f, 0x1a9f3000, ...move(8, exit), call];
  return Buffer.from(words.flatMap(word));
}

function word(value: number): number[] {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return [...bytes];
}
