type Ffi = typeof import('node:ffi');

const architectures = new Set(['x64', 'arm64']);
const signatures = {
  sendfile: { arguments: ['int32', 'int32', 'pointer', 'uint64'], return: 'int64' },
  preadv2: { arguments: ['int32', 'pointer', 'int32', 'int64', 'int32'], return: 'int64' },
  syscall: { arguments: ['int64', 'int64', 'pointer', 'pointer', 'uint64'], return: 'int64' },
  getpagesize: { arguments: [], return: 'int32' },
} as const;

export type Libc = NonNullable<ReturnType<typeof openLibc>>;

/**
 * Of the C library of this process what is used here, with the signatures of the manual pages; null elsewhere than on 64-bit
 * Linux, and on a Node that has no `node:ffi` or may not use it. A buffer that is passed as such lives for as long as the
 * call. An address keeps nothing alive: whoever takes one keeps the buffer.
 */
export function openLibc() {
  if (process.platform !== 'linux' || !architectures.has(process.arch)) return null;
  const ffi = loadFfi();
  if (!ffi) return null;
  try {
    return { ...ffi.dlopen(null, signatures), addressOf: (buffer: ArrayBuffer) => ffi.getRawPointer(buffer) };
  } catch {
    return null;
  }
}

/** Without the warning that it is experimental, about which an operator can do nothing: ADR 17 is the answer. */
function loadFfi(): Ffi | undefined {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return process.getBuiltinModule('node:ffi');
  } finally {
    process.emitWarning = emitWarning;
  }
}
