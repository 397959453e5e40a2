/**
 * WebAssembly's memory never shrinks. What was needed once, while a dictionary was unpacked, is held for good, so that an
 * instance which is ready moves into a fresh memory that holds only what is in use.
 */

export type Functions = Record<string, (...values: never[]) => unknown>
export type Imports = Record<string, Functions>

export interface Memory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

interface Table {
  readonly length: number
  get(at: number): unknown
  set(at: number, value: unknown): void
  grow(by: number): number
}

export type Instantiate = new (module: object, imports: Imports) => { readonly exports: Record<string, unknown> }

/** What wasm-bindgen's glue is given: always of the instance that is in use. */
export interface Exports extends Record<string, unknown> {
  memory: Memory
}

const MALLOC = '__wbindgen_malloc'
const FREE = '__wbindgen_free'
const REFS = '__wbindgen_externrefs'

interface Allocating extends Exports {
  [MALLOC](bytes: number, alignment: number): number
  [FREE](at: number, bytes: number, alignment: number): void
  [REFS]: Table
}

/** Free pieces smaller than this are not worth looking for. */
const PIECE = 256 * 1_024
const ALIGNMENT = 8
/** The system gives memory by these, and WebAssembly by those. */
const PAGE = 4_096
const WASM_PAGE = 65_536

const isAllocating = (exports: Exports): exports is Allocating =>
  ['memory', MALLOC, FREE, REFS].every((name) => name in exports)

/** The pages that nothing is in. The allocator is asked for all that it has, piece by piece; its notes stand at their ends. */
const freePages = ({ memory, ...wasm }: Allocating): { from: number; to: number }[] => {
  const end = memory.buffer.byteLength
  const pieces: number[] = []
  for (;;) {
    const at = wasm[MALLOC](PIECE, ALIGNMENT) >>> 0
    pieces.push(at)
    // It had to grow: nothing that was there before is left.
    if (at + PIECE > end) break
  }
  for (const at of pieces) wasm[FREE](at, PIECE, ALIGNMENT)
  return pieces
    .map((at) => ({ from: (Math.ceil(at / PAGE) + 1) * PAGE, to: (Math.floor((at + PIECE) / PAGE) - 1) * PAGE }))
    .toSorted((a, b) => a.from - b.from)
}

/** Moves what is behind `exports` into another instance of the same module. Nothing of it may be under way. */
export const trim = (exports: Exports, fresh: () => Record<string, unknown>): void => {
  // Made by another wasm-bindgen, it stays as it is.
  if (!isAllocating(exports)) return
  const free = freePages(exports)
  const next = fresh() as Allocating
  const { memory, [REFS]: held } = exports
  const before = new Uint8Array(memory.buffer)
  next.memory.grow((before.length - next.memory.buffer.byteLength) / WASM_PAGE)
  const after = new Uint8Array(next.memory.buffer)
  let at = 0
  for (const { from, to } of [...free, { from: before.length, to: before.length }]) {
    after.set(before.subarray(at, from), at)
    at = to
  }
  const refs = next[REFS]
  if (held.length > refs.length) refs.grow(held.length - refs.length)
  for (let n = 0; n < held.length; n++) refs.set(n, held.get(n))
  Object.assign(exports, next)
  // Takes the old memory out of the hands of whoever keeps a view of it.
  memory.grow(0)
}
