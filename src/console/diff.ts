/** One line of a comparison: in both, only in the old text, or only in the new. */
export interface DiffLine {
  kind: 'same' | 'gone' | 'new'
  text: string
}

/** Beyond this the middle is told as replaced whole: a table of every pair of lines would be too large. */
const CELLS_MAX = 4_000_000
/** Unchanged lines shown around a change. */
const CONTEXT = 2

const middleOf = (before: readonly string[], after: readonly string[]): DiffLine[] => {
  const gone = before.map((text): DiffLine => ({ kind: 'gone', text }))
  const fresh = after.map((text): DiffLine => ({ kind: 'new', text }))
  if (before.length === 0 || after.length === 0 || before.length * after.length > CELLS_MAX) return [...gone, ...fresh]
  const width = after.length + 1
  // The longest common lines from each pair of places to the end.
  const common = new Uint32Array((before.length + 1) * width)
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const at = i * width + j
      common[at] =
        before[i] === after[j]
          ? (common[at + width + 1] ?? 0) + 1
          : Math.max(common[at + width] ?? 0, common[at + 1] ?? 0)
    }
  }
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < before.length && j < after.length) {
    const at = i * width + j
    if (before[i] === after[j]) {
      lines.push({ kind: 'same', text: before[i] ?? '' })
      i++
      j++
    } else if ((common[at + width] ?? 0) >= (common[at + 1] ?? 0)) lines.push(gone[i++] ?? { kind: 'gone', text: '' })
    else lines.push(fresh[j++] ?? { kind: 'new', text: '' })
  }
  return [...lines, ...gone.slice(i), ...fresh.slice(j)]
}

/** What changed from one text to another, line by line. */
export const diffOf = (before: string, after: string): DiffLine[] => {
  const [old, now] = [before.split('\n'), after.split('\n')]
  let head = 0
  while (head < old.length && head < now.length && old[head] === now[head]) head++
  let tail = 0
  const room = Math.min(old.length, now.length) - head
  while (tail < room && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++
  const same = (texts: string[]) => texts.map((text): DiffLine => ({ kind: 'same', text }))
  return [
    ...same(old.slice(0, head)),
    ...middleOf(old.slice(head, old.length - tail), now.slice(head, now.length - tail)),
    ...same(tail === 0 ? [] : old.slice(-tail)),
  ]
}

/** Only what changed, with a little around it; null stands where lines are left out. */
export const changesOf = (lines: readonly DiffLine[]): (DiffLine | null)[] => {
  const near = new Set<number>()
  for (const [n, { kind }] of lines.entries()) {
    if (kind === 'same') continue
    for (let k = n - CONTEXT; k <= n + CONTEXT; k++) near.add(k)
  }
  const shown: (DiffLine | null)[] = []
  for (const [n, line] of lines.entries()) {
    if (near.has(n)) shown.push(line)
    else if (shown.at(-1) !== null && n > 0) shown.push(null)
  }
  return shown.at(-1) === null ? shown.slice(0, -1) : shown
}
