import { dayName, momentName } from '../japanese/calendar.ts'
import { z } from 'zod'
import type { Action, Citation, Day, Form, Notice, Offer, Receipt, Reply } from '../vocabulary/types.ts'
import { fill, readWords } from '../base/words.ts'

/**
 * A reply as plain Japanese that is complete by itself: what every channel falls back on, and what a numbered answer
 * to its list means. Words are in prompts/channels.yaml.
 */

/** A quotation longer than this is cut in a text; the whole passage is a matter of cards and links. */
const QUOTE_CHARACTERS_MAX = 160
const TITLE_CHARACTERS_MAX = 120

const shape = z.strictObject({
  status: z.strictObject({ current: z.string(), ended: z.string(), superseded: z.string() }),
  undated: z.string(),
  sources: z.string(),
  source: z.string(),
  heading: z.string(),
  quote: z.string(),
  notice: z.string(),
  offers: z.string(),
  generated: z.string(),
  speaker: z.string(),
  receipt: z.string(),
  working: z.string(),
  form: z.strictObject({ item: z.string(), required: z.string(), empty: z.string(), error: z.string() }),
  stages: z.strictObject({ received: z.string(), searching: z.string(), writing: z.string(), done: z.string() }),
})

export type ChannelWords = z.infer<typeof shape>

/** The words that all channels share; `directory` is the folder of prompts. */
export const readChannelWords = (directory: string): ChannelWords => readWords(directory, 'channels.yaml', shape)

export interface PlainOptions {
  /** False where buttons or a form are shown beside the text. */
  offers?: boolean
  form?: boolean
  /** False where cards show the sources. */
  sources?: boolean
  notices?: boolean
}

/** 2023-12-27 is 令和5年12月27日. What is no full day is given back as it stands. */
export const japaneseDate = (day: Day): string => (/^\d{4}-\d{2}-\d{2}$/u.test(day) ? dayName(day) : day)

/** A moment as people in Japan read it; what is no moment is given back as it stands. */
export const japaneseMoment = (at: string): string => {
  const moment = new Date(at)
  return Number.isNaN(moment.getTime()) ? at : momentName(moment)
}

/** Cuts at whole characters as people see them, so that no emoji or accent is torn. */
export const cut = (text: string, max: number): string => {
  if (text.length <= max) return text
  let kept = ''
  for (const { segment } of new Intl.Segmenter('ja', { granularity: 'grapheme' }).segment(text)) {
    if (kept.length + segment.length > max - 1) break
    kept += segment
  }
  return `${kept}…`
}

const oneLine = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim()

/** The title, date and status of a source, the same words in every channel. */
export const sourceLine = (citation: Citation, words: ChannelWords): string =>
  fill(words.source, {
    n: citation.n,
    title: cut(oneLine(citation.title), TITLE_CHARACTERS_MAX),
    date: citation.issued === '' ? words.undated : japaneseDate(citation.issued),
    status: words.status[citation.status],
  })

const sourceOf = (citation: Citation, words: ChannelWords): string =>
  [
    sourceLine(citation, words),
    citation.heading === '' ? '' : `  ${fill(words.heading, { heading: oneLine(citation.heading) })}`,
    citation.quote === ''
      ? ''
      : `  ${fill(words.quote, { quote: cut(oneLine(citation.quote), QUOTE_CHARACTERS_MAX) })}`,
    citation.url === undefined ? '' : `  ${citation.url}`,
  ]
    .filter((line) => line !== '')
    .join('\n')

const receiptOf = (receipt: Receipt, words: ChannelWords): string =>
  fill(words.receipt, { number: receipt.number, at: japaneseMoment(receipt.at) })

const formOf = (form: Form, words: ChannelWords): string =>
  [
    form.title,
    form.intro,
    ...form.fields.flatMap((field) => {
      const chosen = field.options?.filter(({ value }) => field.value.split(',').includes(value))
      const value = chosen && chosen.length > 0 ? chosen.map(({ label }) => label).join('、') : field.value
      return [
        fill(field.required ? words.form.required : words.form.item, {
          label: field.label,
          value: value === '' ? words.form.empty : value,
        }),
        ...(field.error === undefined ? [] : [`  ${fill(words.form.error, { error: field.error })}`]),
      ]
    }),
    form.consent,
  ]
    .filter((line) => line !== '')
    .join('\n')

/** Notices that add something to the text; what it says itself is not told twice. */
export const addingNotices = (reply: Reply): Notice[] => reply.notices.filter(({ text }) => !reply.text.includes(text))

/** Rows of a working that the text does not list. */
export const addingWorking = (reply: Reply): { label: string; value: string }[] =>
  (reply.working ?? []).filter(({ label, value }) => !reply.text.includes(`${label}：${value}`))

/** All that a reply says, in the order people need it: words, cautions, working, sources, what they may do next. */
export const plain = (reply: Reply, words: ChannelWords, options: PlainOptions = {}): string => {
  const { offers = true, form = true, sources = true, notices = true } = options
  const parts = [
    reply.speaker === undefined ? '' : fill(words.speaker, { name: reply.speaker }),
    reply.text,
    notices
      ? addingNotices(reply)
          .map(({ text }) => fill(words.notice, { text }))
          .join('\n')
      : '',
    addingWorking(reply).length > 0
      ? [words.working, ...addingWorking(reply).map(({ label, value }) => `・${label}：${value}`)].join('\n')
      : '',
    reply.receipt ? receiptOf(reply.receipt, words) : '',
    form && reply.form ? formOf(reply.form, words) : '',
    sources && reply.citations.length > 0
      ? [words.sources, ...reply.citations.map((citation) => sourceOf(citation, words))].join('\n')
      : '',
    reply.generated === true ? words.generated : '',
    offers && reply.offers.length > 0
      ? [words.offers, ...reply.offers.map(({ label }, n) => `${n + 1}. ${label}`)].join('\n')
      : '',
  ]
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n')
}

const KANJI_NUMBERS = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十']

/** “2”, “２”, “②”, “2番”, “[2]”, “二番でお願いします”: a number and nothing else that means something. */
const NUMBERED = /^[([「]?(\d{1,2})[)\]」]?[.、。,]?(?:つ目|番目|番)?(?:を|で|に)?(?:お願いします|します|です)?[.。]?$/u

/** The offer that a written answer picks from the numbered list last shown, by number or by its own words. */
export const choiceOf = (text: string, offers: readonly Offer[]): Offer | null => {
  const said = text.normalize('NFKC').trim()
  const named = offers.find(({ label }) => label.normalize('NFKC').trim() === said)
  if (named) return named
  const digits = said.replace(/^([一二三四五六七八九十])(?=番)/u, (kanji) => String(KANJI_NUMBERS.indexOf(kanji) + 1))
  const number = NUMBERED.exec(digits.replaceAll(/\s+/gu, ''))?.[1]
  return number === undefined ? null : (offers[Number(number) - 1] ?? null)
}

/** What taking an offer sends to the desk: words to ask with, or a press. */
export const pressed = (offer: Offer, turn: string | undefined): { text: string; action?: Action } => {
  const of = turn === undefined ? {} : { turn }
  if (offer.kind === 'ask') return { text: offer.value }
  if (offer.kind === 'consult' || offer.kind === 'solved') {
    return { text: offer.label, action: { kind: offer.kind, ...of } }
  }
  return { text: offer.label, action: { kind: 'choose', value: offer.value, label: offer.label } }
}
