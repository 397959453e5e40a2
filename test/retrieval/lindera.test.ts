import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { loadTokeniser, READ_TEXT, SET_FIELD, textOf } from '../../src/retrieval/lindera.ts'
import { randomOf } from '../../src/retrieval/random.ts'

const require = createRequire(import.meta.url)
const { resolve } = require

/** What is used of it; the types of Node leave it out. */
declare const WebAssembly: {
  Module: (new (bytes: Uint8Array) => object) & { imports(module: object): { name: string }[] }
}

const PAGE = 4_096
/** Of the hundred that it takes while it unpacks its dictionary. */
const UNUSED_MEGABYTES = 25

describe('lindera', () => {
  it('still calls the two functions that are quickened', () => {
    const module = new WebAssembly.Module(readFileSync(resolve('lindera-wasm-nodejs-ipadic/lindera_wasm_bg.wasm')))
    const names = WebAssembly.Module.imports(module).map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining([SET_FIELD, READ_TEXT]))
  })

  it('says the same once it has given back what only loading it needed', async () => {
    const TRIM_MS = 300
    // Another test of this process may have loaded it.
    Reflect.deleteProperty(require.cache, resolve('lindera-wasm-nodejs-ipadic'))
    const tokenise = await loadTokeniser(TRIM_MS)
    const { __wasm: wasm } = require('lindera-wasm-nodejs-ipadic') as { __wasm: { memory: { buffer: ArrayBuffer } } }
    const texts = [
      readFileSync(new URL('../../README.md', import.meta.url), 'utf8').slice(0, 20_000),
      '在宅勤務😀の費用',
    ]
    const unused = () => {
      const words = new BigUint64Array(wasm.memory.buffer)
      let pages = 0
      for (let from = 0; from < words.length; from += PAGE / 8) {
        if (words.subarray(from, from + PAGE / 8).every((word) => word === 0n)) pages++
      }
      return (pages * PAGE) / 1_024 / 1_024
    }
    const { buffer } = wasm.memory
    const before = texts.map((text) => tokenise(text))
    await expect.poll(() => wasm.memory.buffer === buffer, { timeout: 5_000 }).toBe(false)
    for (let n = 0; n < 20; n++) expect(texts.map((text) => tokenise(text))).toEqual(before)
    expect(unused()).toBeGreaterThan(UNUSED_MEGABYTES)
  })

  it('hands over every letter of a text, whatever it is', async () => {
    const tokenise = await loadTokeniser()
    const text = 'Ωé😀𠮷野家のﾃﾚﾜｰｸ①、Телеработа'
    const bytes = Buffer.from(text)
    const tokens = tokenise(text)
    expect(tokens.length).toBeGreaterThan(5)
    for (const { surface, byteStart, byteEnd } of tokens) {
      expect(bytes.subarray(byteStart, byteEnd).toString()).toBe(surface)
    }
  })
})

describe('bytes', () => {
  it('are read as the decoder reads them', () => {
    const random = randomOf(7)
    const letters = Array.from('aZ9 é×Ωжテレ在宅ー、。﹁豈\uFFFD😀𠮷\u0000')
    for (let n = 0; n < 500; n++) {
      const text = Array.from({ length: random() * 12 }, () => letters[Math.floor(random() * letters.length)]).join('')
      const bytes = Buffer.from(`[${text}]`)
      expect(textOf(bytes, 1, bytes.length - 1)).toBe(text)
    }
  })

  it('that are no text are refused', () => {
    expect(() => textOf(Uint8Array.of(0x41, 0xff, 0x42), 0, 3)).toThrow(TypeError)
  })
})
