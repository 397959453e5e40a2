import type { StoredRequest } from '../store/store.ts'
import { fill } from '../base/words.ts'
import type { Kit } from './kit.ts'
import { timeInWords } from './notices.ts'
import type { CurrentSettings } from './settings.ts'

/** The filled application sheet, frozen when it was sent; mail, webhook and PDF all show this. */
export interface Sheet {
  number: string
  at: string
  sha256: string
  programme: string
  organisation: string
  /** The secretariat as it was known then; empty where nobody knows. */
  to: { name: string; mail: string; fax: string }
  /** Who answers questions about it: the contact person's address. */
  replyTo: string
  lines: { name: string; label: string; value: string }[]
  /** The fields as stored, for machines. */
  fields: Record<string, string>
}

export const sheetOf = (request: StoredRequest, kit: Kit, settings: CurrentSettings): Sheet => {
  const { words, reader } = kit
  const answers = request.fields['answers'] ?? ''
  const lines: Sheet['lines'] = reader.lines(request.fields)
  if (answers !== '') lines.push({ name: 'answers', label: words.sheet.answers, value: answers })
  return {
    number: request.number ?? '',
    at: request.receipt?.at ?? '',
    sha256: request.receipt?.sha256 ?? '',
    programme: settings.of('programmeName').value,
    organisation: request.organisation,
    to: {
      name: settings.of('secretariatName').value,
      mail: settings.of('secretariatMail').value,
      fax: settings.of('secretariatFax').value,
    },
    replyTo: request.fields['email'] ?? '',
    lines,
    fields: request.fields,
  }
}

export const mailText = (sheet: Sheet, words: Kit['words']): string =>
  fill(words.mail.text, {
    number: sheet.number,
    at: timeInWords(new Date(sheet.at)),
    lines: sheet.lines.map(({ label, value }) => `${label}：${value}`).join('\n'),
    note: words.sheet.note,
  })
