/** System calls that are looked at, by architecture. `flags`/`mode`: positions of those arguments. */
interface Calls {
  readonly audit: number;
  readonly modes: readonly { readonly number: number; readonly mode: number; readonly flags?: number }[];
  readonly absent: readonly number[];
  readonly refused: readonly number[];
}

const CALLS: { readonly [arch: string]: Calls } = {
  x64: {
    audit: 0xc000003e,
    modes: [
      { number: 2, mode: 2, flags: 1 }, // open
      { number: 257, mode: 3, flags: 2 }, // openat
      { number: 85, mode: 1 }, // creat
      { number: 90, mode: 1 }, // chmod
      { number: 91, mode: 1 }, // fchmod
      { number: 268, mode: 2 }, // fchmodat
      { number: 452, mode: 2 }, // fchmodat2
      { number: 133, mode: 1 }, // mknod
      { number: 259, mode: 2 }, // mknodat
    ],
    absent: [437, 425], // openat2, io_uring_setup
    refused: [248, 249, 250], // add_key, request_key, keyctl
  },
  arm64: {
    audit: 0xc00000b7,
    modes: [
      { number: 56, mode: 3, flags: 2 }, // openat
      { number: 52, mode: 1 }, // fchmod
      { number: 53, mode: 2 }, // fchmodat
      { number: 452, mode: 2 }, // fchmodat2
      { number: 33, mode: 2 }, // mknodat
    ],
    absent: [437, 425],
    refused: [217, 218, 219],
  },
};

const LOAD = 0x20;
const JUMP_EQUAL = 0x15;
const JUMP_GREATER_EQUAL = 0x35;
const JUMP_ANY_BIT = 0x45;
const RETURN = 0x06;

const ALLOW = 0x7fff0000;
const ERRNO = 0x00050000;
const EPERM = 1;
const ENOSYS = 38;
/** Set on x86-64 for calls in the x32 numbering, which the table does not cover. */
const X32_BIT = 0x40000000;
/** O_CREAT, and the bit of O_TMPFILE that is its own: without them the mode argument means nothing. */
const CREATES = 0o100 | 0o20000000;
const SET_ID = 0o6000;

/** Architectures that have a filter. */
export const FILTERED_ARCHITECTURES: readonly string[] = Object.keys(CALLS);

/**
 * A seccomp filter (classic BPF, native byte order) under which no file can get the set-user-id or set-group-id bit and the
 * kernel's key store is out of reach. As root, files that a command makes belong to root outside: without this, a command
 * could leave a program behind that makes any local user root. Calls whose mode a filter cannot see answer ENOSYS.
 *
 * @param arch `process.arch`; null where no table exists.
 */
export function seccompFilter(arch: string): Uint8Array | null {
  const calls = CALLS[arch];
  if (!calls) return null;
  const program: [code: number, whenTrue: number, whenFalse: number, value: number][] = [];
  const refuse = (errno: number): void => void program.push([RETURN, 0, 0, ERRNO | errno]);
  const argument = (index: number): number => 16 + 8 * index;

  program.push([LOAD, 0, 0, 4], [JUMP_EQUAL, 1, 0, calls.audit]);
  refuse(EPERM);
  program.push([LOAD, 0, 0, 0], [JUMP_GREATER_EQUAL, 0, 1, X32_BIT]);
  refuse(EPERM);
  for (const number of calls.absent) {
    program.push([JUMP_EQUAL, 0, 1, number]);
    refuse(ENOSYS);
  }
  for (const number of calls.refused) {
    program.push([JUMP_EQUAL, 0, 1, number]);
    refuse(EPERM);
  }
  for (const { number, mode, flags } of calls.modes) {
    const block: typeof program = [];
    if (flags !== undefined)
      block.push([LOAD, 0, 0, argument(flags)], [JUMP_ANY_BIT, 1, 0, CREATES], [RETURN, 0, 0, ALLOW]);
    block.push([LOAD, 0, 0, argument(mode)], [JUMP_ANY_BIT, 0, 1, SET_ID]);
    block.push([RETURN, 0, 0, ERRNO | EPERM], [RETURN, 0, 0, ALLOW]);
    program.push([JUMP_EQUAL, 0, block.length, number], ...block);
  }
  program.push([RETURN, 0, 0, ALLOW]);

  const bytes = Buffer.alloc(program.length * 8);
  for (const [index, [code, whenTrue, whenFalse, value]] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(whenTrue, index * 8 + 2);
    bytes.writeUInt8(whenFalse, index * 8 + 3);
    bytes.writeUInt32LE(value >>> 0, index * 8 + 4);
  }
  return bytes;
}
