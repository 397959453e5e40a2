/** Classes of size, such as 101〜300人 or 2,000人以上: whether a head count that was told falls into one. */

const COUNT = /(\d[\d,]*)\s*(?:人|名)/gu

/** The head counts of folded text. */
export const countsIn = (text: string): number[] =>
  [...text.matchAll(COUNT)].map(([, digits = '']) => Number(digits.replaceAll(',', '')))

const least = /(\d[\d,]*)\s*(?:人|名)?\s*(以上|超|を超える|より多い)/u
const most = /(\d[\d,]*)\s*(?:人|名)?\s*(以下|未満|まで|より少ない)/u
const range = /(\d[\d,]*)\s*(?:人|名)?\s*[〜~–-]\s*(\d[\d,]*)\s*(?:人|名)/u

const number = (digits: string | undefined): number => Number((digits ?? '').replaceAll(',', ''))

/** Whether a count lies in the class that a folded key names; false where it names none. */
export const holdsCount = (key: string, count: number): boolean => {
  const [, from, to] = range.exec(key) ?? []
  if (from !== undefined) return count >= number(from) && count <= number(to)
  const low = least.exec(key)
  const high = most.exec(key)
  if (low === null && high === null) return false
  if (low !== null && (low[2] === '以上' ? count < number(low[1]) : count <= number(low[1]))) return false
  return high === null || (high[2] === '未満' ? count < number(high[1]) : count <= number(high[1]))
}
