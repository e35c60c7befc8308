/** What the kernel calls a processor, and the numbers its system calls have there. */
export interface Machine {
  /** AUDIT_ARCH of linux/audit.h. */
  readonly audit: number;
  /** ELF's name for the processor. */
  readonly elf: number;
  readonly numbers: Readonly<Record<string, number>>;
}

/** `name x86_64 aarch64`; a dash where a processor lacks it. */
const table = `
  ioctl 16 29
  socket 41 198
  clone 56 220
  exit 60 93
  uselib 134 -
  personality 135 92
  vhangup 153 58
  modify_ldt 154 -
  pivot_root 155 41
  adjtimex 159 171
  chroot 161 51
  acct 163 89
  settimeofday 164 170
  mount 165 40
  umount2 166 39
  swapon 167 224
  swapoff 168 225
  reboot 169 142
  sethostname 170 161
  setdomainname 171 162
  iopl 172 -
  ioperm 173 -
  init_module 175 105
  delete_module 176 106
  quotactl 179 60
  lookup_dcookie 212 18
  clock_settime 227 112
  ptrace 101 117
  syslog 103 116
  kexec_load 246 104
  add_key 248 217
  request_key 249 218
  keyctl 250 219
  migrate_pages 256 238
  unshare 272 97
  move_pages 279 239
  perf_event_open 298 241
  fanotify_init 300 262
  name_to_handle_at 303 264
  open_by_handle_at 304 265
  clock_adjtime 305 266
  setns 308 268
  process_vm_readv 310 270
  process_vm_writev 311 271
  kcmp 312 272
  finit_module 313 273
  kexec_file_load 320 294
  bpf 321 280
  userfaultfd 323 282
  io_uring_setup 425 425
  io_uring_enter 426 426
  io_uring_register 427 427
  open_tree 428 428
  move_mount 429 429
  fsopen 430 430
  fsconfig 431 431
  fsmount 432 432
  fspick 433 433
  clone3 435 435
  pidfd_getfd 438 438
  process_madvise 440 440
  mount_setattr 442 442
  quotactl_fd 443 443
`;

function column(index: 1 | 2): Record<string, number> {
  const rows = table.trim().split('\n');
  const cells = rows.map((row) => row.trim().split(' '));
  return Object.fromEntries(cells.filter((cell) => cell[index] !== '-').map((cell) => [cell[0] ?? '', Number(cell[index])]));
}

const machines: Readonly<Record<string, Machine>> = {
  x64: { audit: 0xc000003e, elf: 62, numbers: column(1) },
  arm64: { audit: 0xc00000b7, elf: 183, numbers: column(2) },
};

/** Null for a processor whose numbers are not known here. */
export function machineOf(arch: string): Machine | null {
  return machines[arch] ?? null;
}

/** What no model needs: other processes, mounts, namespaces, kernel code, clocks, keys, and the interfaces in which most kernel faults are found. */
export const denied = [
  ...['mount', 'umount2', 'pivot_root', 'chroot', 'open_tree', 'move_mount', 'fsopen', 'fsconfig', 'fsmount', 'fspick', 'mount_setattr'],
  ...['ptrace', 'process_vm_readv', 'process_vm_writev', 'process_madvise', 'pidfd_getfd', 'kcmp', 'unshare', 'setns'],
  ...['bpf', 'perf_event_open', 'keyctl', 'add_key', 'request_key', 'name_to_handle_at', 'open_by_handle_at', 'fanotify_init'],
  ...['kexec_load', 'kexec_file_load', 'init_module', 'finit_module', 'delete_module', 'reboot', 'swapon', 'swapoff', 'acct', 'quotactl', 'quotactl_fd'],
  ...['syslog', 'iopl', 'ioperm', 'modify_ldt', 'uselib', 'personality', 'vhangup', 'lookup_dcookie', 'migrate_pages', 'move_pages'],
  ...['settimeofday', 'clock_settime', 'clock_adjtime', 'adjtimex', 'sethostname', 'setdomainname'],
] as const;

/** Answered as by a kernel that lacks them, so that libraries take the older way, which the filter can look into. */
export const absent = ['clone3', 'io_uring_setup', 'io_uring_enter', 'io_uring_register', 'userfaultfd'] as const;
