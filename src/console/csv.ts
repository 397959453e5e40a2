import { guardHeaders } from './pages/layout.tsx'

/** A spreadsheet takes these for the start of a formula; a quote in front makes them text. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u

export const cell = (value: string | number): string => {
  if (typeof value === 'number') return String(value)
  const safe = FORMULA.test(value.trimStart()) || FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** With a byte order mark, which makes Excel read UTF-8. */
export const csv = (name: string, rows: readonly (readonly (string | number)[])[]): Response =>
  new Response(`\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`, {
    headers: {
      ...guardHeaders,
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
    },
  })
