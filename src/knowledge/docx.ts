/** Reads Word documents. */
import mammoth from 'mammoth'
import { wordsOf } from '../base/failure.ts'
import { linesOfWord } from './html.ts'
import type { Read } from './reading.ts'
import { reasonOf } from './report.ts'
import { readLines } from './text.ts'
import { openPackage } from './zip.ts'

/** A picture has no words; its bytes are not even unpacked into the page. */
const convertImage = mammoth.images.imgElement(() => Promise.resolve({ src: '' }))
const styleMap = [
  "p[style-name='Title'] => h1:fresh",
  "p[style-name='表題'] => h1:fresh",
  "p[style-name='副題'] => h2:fresh",
]

export const readDocx = async (bytes: Buffer): Promise<Read> => {
  try {
    const looked = await openPackage(bytes, () => false)
    if (!looked.ok) return looked
    if (!looked.opened.names.includes('word/document.xml')) return { ok: false, reason: reasonOf('unsupported') }
    const options = { convertImage, styleMap, ignoreEmptyParagraphs: false }
    return readLines(linesOfWord((await mammoth.convertToHtml({ buffer: bytes }, options)).value))
  } catch (thrown) {
    return { ok: false, reason: reasonOf('broken', wordsOf(thrown).slice(0, 200)) }
  }
}
