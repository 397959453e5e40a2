/** Three hundred files that mean harm or came to it, the same ones on every run. */
import { often } from '../support/often.ts'
import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { deflateSync } from 'node:zlib'
import iconv from 'iconv-lite'
import { randomOf } from '../../src/retrieval/random.ts'
import type { ZipEntry } from './making.ts'
import { makeDocx, makePdf, makeZip, paragraph, wordPackage } from './making.ts'

const text = 'テレワークの導入にあたっては、推進体制の構築から始めます。\n費用は無料です。\n'.repeat(40)
const mega = 1024 * 1024

/** A PDF by hand, so that its parts can lie. */
const rawPdf = (stream: Buffer, filter: string, extra = ''): Buffer => {
  const head = `%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n${extra}4 0 obj<</Length ${stream.length}${filter}>>stream\n`
  return Buffer.concat([Buffer.from(head), stream, Buffer.from('\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF')])
}

const flate = (data: Buffer): Buffer => deflateSync(data, { level: 9 })

const loopingPages =
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1000000>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF'

interface Made {
  name: string
  bytes: Buffer
}

type Maker = (random: () => number) => Buffer

const flip = (bytes: Buffer, random: () => number, times: number): Buffer => {
  const broken = Buffer.from(bytes)
  for (let i = 0; i < times; i++) broken[Math.floor(random() * broken.length)] = Math.floor(random() * 256)
  return broken
}

const cut = (bytes: Buffer, random: () => number): Buffer => bytes.subarray(0, Math.floor(random() * bytes.length))

const noise = (random: () => number, length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)))

const zeros = (megabytes: number): ZipEntry => ({ name: 'word/document.xml', data: Buffer.alloc(megabytes * mega, 0x20) })

const makers = (pdf: Buffer, docx: Buffer, locked: Buffer, scanned: Buffer): [extension: string, make: Maker][] => [
  ['pdf', (random) => cut(pdf, random)],
  ['pdf', (random) => flip(pdf, random, 30)],
  ['docx', (random) => cut(docx, random)],
  ['docx', (random) => flip(docx, random, 10)],
  ['pdf', (random) => Buffer.concat([Buffer.from('%PDF-1.7\n'), noise(random, 2000)])],
  ['docx', (random) => Buffer.concat([Buffer.from('PK\x03\x04'), noise(random, 2000)])],
  ['txt', (random) => noise(random, 3000)],
  ['txt', (random) => cut(iconv.encode(text, 'euc-jp'), random).subarray(1)],
  ['txt', (random) => Buffer.concat([Buffer.from(text), noise(random, 8)])],
  ['md', (random) => Buffer.from(`---\ntitle: [${'['.repeat(Math.floor(random() * 5000))}\n---\n本文です。`)],
  ['md', () => Buffer.from(`---\na: &a [x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n---\n本文です。`)],
  ['md', (random) => Buffer.from('<!-- '.repeat(Math.floor(random() * 20_000)))],
  ['md', (random) => Buffer.from(`# x\n${'['.repeat(Math.floor(random() * 200_000))}](a)`)],
  ['html', (random) => Buffer.from('<div>'.repeat(Math.floor(random() * 10_000)) + text)],
  ['html', (random) => Buffer.from(`<p>${'&'.repeat(Math.floor(random() * 50_000))}<table>${'<tr><td>'.repeat(5000)}`)],
  ['csv', (random) => Buffer.from(`id,question,answer\n1,"${'x,'.repeat(Math.floor(random() * 100_000))}`)],
  ['csv', (random) => noise(random, 4000)],
  ['jsonl', (random) => Buffer.from(`{"id":1,"answer":${'['.repeat(Math.floor(random() * 20_000))}\n`)],
  ['jsonl', () => Buffer.from('null\n[]\n3\n{"__proto__":{"answer":1}}\n')],
  ['pdf', () => locked],
  ['pdf', () => scanned],
  ['docx', () => Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.from('EncryptedPackage', 'utf16le')])],
  ['docx', () => makeZip([{ name: 'a.txt', data: Buffer.from('x') }])],
  ['docx', () => makeZip([{ name: 'word/document.xml', data: Buffer.from('<w'), encrypted: true }])],
  ['docx', () => wordPackage('<w:p>'.repeat(20_000))],
  ['docx', () => makeZip(Array.from({ length: 2500 }, (_, i) => ({ name: `${i}.xml`, data: Buffer.from('x') })))],
  ['pdf', () => Buffer.from(loopingPages)],
  ['txt', () => pdf],
  ['pdf', () => docx],
  ['md', () => Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
]

/** Costly ones, made once each. */
const heavy = (): Made[] => {
  const blanks = flate(Buffer.alloc(400 * mega, 0x20))
  return [
  { name: 'line-50mb.txt', bytes: Buffer.alloc(50 * mega, 0x61) },
  { name: 'line-15mb.txt', bytes: Buffer.from('あ'.repeat(5 * mega)) },
  { name: 'line-50mb.md', bytes: Buffer.alloc(50 * mega, 0x5b) },
  { name: 'line-15mb.md', bytes: Buffer.alloc(15 * mega, 0x5b) },
  { name: 'line-15mb.csv', bytes: Buffer.alloc(15 * mega, 0x2c) },
  { name: 'line-15mb.html', bytes: Buffer.alloc(15 * mega, 0x3c) },
  { name: 'deep-15mb.html', bytes: Buffer.from('<b><i>'.repeat(2.5 * mega)) },
  { name: 'bomb-260mb.docx', bytes: makeZip([zeros(260)]) },
  { name: 'bomb-claims-little.docx', bytes: makeZip([{ ...zeros(64), claimed: 100 }]) },
  { name: 'bomb-text.docx', bytes: wordPackage(paragraph('あ'.repeat(7 * mega))) },
  { name: 'bomb-paragraphs.docx', bytes: wordPackage(paragraph('い').repeat(200_000)) },
  { name: 'bomb-flate.pdf', bytes: rawPdf(blanks, '/Filter/FlateDecode') },
  {
    name: 'bomb-twice.pdf',
    bytes: rawPdf(flate(blanks), '/Filter[/FlateDecode/FlateDecode]'),
  },
  {
    name: 'bomb-operators.pdf',
    bytes: rawPdf(flate(Buffer.from('BT /F 9 Tf 1 1 Td (x) Tj ET\n'.repeat(3_000_000))), '/Filter/FlateDecode'),
  },
  ]
}

/** Those of the heavy ones whose reason is looked at. */
const TOLD = new Set([
  'line-50mb.txt',
  'bomb-260mb.docx',
  'bomb-claims-little.docx',
  'bomb-flate.pdf',
  'bomb-twice.pdf',
])

/** Fills a folder; returns the paths that an ingest has to speak of. */
export const makeHostile = async (folder: string, count: number): Promise<string[]> => {
  mkdirSync(folder, { recursive: true })
  const random = randomOf(20261120)
  const pdf = await makePdf(text)
  const kinds = makers(pdf, makeDocx(text), await makePdf(text, { password: 'x' }), await makePdf(text, { scanned: true }))
  const files = heavy().filter(({ name }) => often(TOLD.has(name), true))
  const paths: string[] = []
  const write = (name: string, bytes: Buffer): void => {
    writeFileSync(join(folder, name), bytes)
    paths.push(name)
  }
  for (const { name, bytes } of files) write(name, bytes)
  symlinkSync('/etc/passwd', join(folder, 'passwd.txt'))
  symlinkSync(dirname(folder), join(folder, 'out'))
  symlinkSync(folder, join(folder, 'loop'))
  symlinkSync('/dev/zero', join(folder, 'zero.txt'))
  execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', join(folder, 'pipe.txt')])
  mkdirSync(join(folder, ...Array.from({ length: 18 }, () => 'd')), { recursive: true })
  writeFileSync(join(folder, ...Array.from({ length: 18 }, () => 'd'), 'deep.txt'), text)
  paths.push('passwd.txt', 'out', 'loop', 'zero.txt', 'pipe.txt', Array.from({ length: 16 }, () => 'd').join('/'))
  for (let i = 0; paths.length < count; i++) {
    const [extension, make] = kinds[i % kinds.length] ?? ['txt', () => Buffer.alloc(0)]
    write(`file-${String(i).padStart(3, '0')}.${extension}`, make(random))
  }
  return paths
}
