import { crc32, deflateSync } from 'node:zlib'

/** The app's icons, drawn here: a speech bubble over a laptop, for a desk that is asked from anywhere. */

type Colour = readonly [red: number, green: number, blue: number, alpha: number]
/** How far a point of the unit square is outside a figure; negative inside. */
type Figure = (x: number, y: number) => number

const BLUE: Colour = [0, 23, 193, 255]
const WHITE: Colour = [255, 255, 255, 255]
const CLEAR: Colour = [255, 255, 255, 0]
/** Points looked at for one pixel in each direction, so that edges are smooth. */
const SAMPLES = 4

const box =
  (cx: number, cy: number, width: number, height: number, radius: number): Figure =>
  (x, y) => {
    const dx = Math.abs(x - cx) - width / 2 + radius
    const dy = Math.abs(y - cy) - height / 2 + radius
    return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius
  }
const disc =
  (cx: number, cy: number, radius: number): Figure =>
  (x, y) =>
    Math.hypot(x - cx, y - cy) - radius
/** A right-angled corner that hangs from the bubble. */
const tail =
  (left: number, top: number, size: number): Figure =>
  (x, y) =>
    Math.max(left - x, top - y, (x - left + (y - top) - size) / Math.SQRT2)
const all =
  (...figures: Figure[]): Figure =>
  (x, y) =>
    Math.min(...figures.map((figure) => figure(x, y)))
const without =
  (figure: Figure, ...holes: Figure[]): Figure =>
  (x, y) =>
    Math.max(figure(x, y), ...holes.map((hole) => -hole(x, y)))

const bubble = all(box(0.5, 0.38, 0.62, 0.36, 0.09), tail(0.32, 0.5, 0.18))
const dots = [disc(0.35, 0.38, 0.045), disc(0.5, 0.38, 0.045), disc(0.65, 0.38, 0.045)]
const keyboard = box(0.5, 0.81, 0.66, 0.07, 0.035)
const mark = all(without(bubble, ...dots), keyboard)

const chunk = (type: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

const inked = (figure: Figure, px: number, py: number, size: number): number => {
  let hits = 0
  for (let n = 0; n < SAMPLES * SAMPLES; n++) {
    const x = (px + ((n % SAMPLES) + 0.5) / SAMPLES) / size
    const y = (py + (Math.floor(n / SAMPLES) + 0.5) / SAMPLES) / size
    if (figure(x, y) <= 0) hits++
  }
  return hits / (SAMPLES * SAMPLES)
}

const png = (size: number, figure: Figure, ink: Colour, paper: Colour): Buffer => {
  const rows = Buffer.alloc(size * (size * 4 + 1))
  for (let py = 0; py < size; py++) {
    for (let px = 0; px < size; px++) {
      const share = inked(figure, px, py, size)
      const at = py * (size * 4 + 1) + 1 + px * 4
      for (let part = 0; part < 4; part++) {
        rows[at + part] = Math.round((ink[part] ?? 0) * share + (paper[part] ?? 0) * (1 - share))
      }
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  // Eight bits, red green blue and alpha.
  header.set([8, 6], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const data = chunk('IDAT', deflateSync(rows, { level: 9 }))
  return Buffer.concat([signature, chunk('IHDR', header), data, chunk('IEND', new Uint8Array())])
}

/** 192×192, filled to its edges. */
export const colourIcon = (): Buffer => png(192, mark, WHITE, BLUE)

/** 32×32, white on nothing. */
export const outlineIcon = (): Buffer => png(32, mark, WHITE, CLEAR)
