import { z } from 'zod'
import type { Day } from '../vocabulary/types.ts'
import type { Repositories, SettingEntry, Store } from '../store/store.ts'
import { fill } from '../base/words.ts'
import { readEmail, readPhone } from '../japanese/contact.ts'
import { japanDay } from './hours.ts'
import type { Consultation } from '../procedures/procedures.ts'
import type { Words } from './words.ts'

type Kind = 'text' | 'day' | 'days' | 'mail' | 'phone' | 'url' | 'count' | 'time'

/** What can be set, and of which kind. Values of the programme come from the knowledge folder or an operator. */
const kinds = {
  programmeName: 'text',
  periodFrom: 'day',
  periodTo: 'day',
  secretariatName: 'text',
  secretariatMail: 'mail',
  secretariatFax: 'phone',
  secretariatPhone: 'phone',
  formUrl: 'url',
  sessionsMax: 'count',
  sessionMinutesMax: 'count',
  hoursOpen: 'time',
  hoursClose: 'time',
  closedDays: 'days',
  firstResponseHours: 'count',
  sendHours: 'count',
  answerDays: 'count',
  matchDays: 'count',
  sessionDays: 'count',
  careDays: 'count',
  draftDays: 'count',
  requestDays: 'count',
  messageDays: 'count',
  modelYenIn: 'count',
  modelYenOut: 'count',
} as const satisfies Record<string, Kind>

export type SettingName = keyof typeof kinds

/** How this desk works until somebody decides otherwise; none of it is a fact about the programme. */
const own: Partial<Record<SettingName, string>> = {
  hoursOpen: '08:30',
  hoursClose: '17:15',
  closedDays: '',
  firstResponseHours: '8',
  sendHours: '24',
  answerDays: '7',
  matchDays: '10',
  sessionDays: '20',
  careDays: '20',
  draftDays: '30',
  requestDays: '365',
  messageDays: '365',
}

const names = Object.keys(kinds) as SettingName[]

export interface Setting {
  name: SettingName
  label: string
  kind: Kind
  /** Empty: known to nobody. */
  value: string
  source: string
  asOf: Day
  certain: boolean
  by: string
}

/** What the knowledge folder says of the programme, as the settings begin. */
export interface SettingSeeds {
  consultation: Consultation
  programme: { name: string; url: string | null; document: string; asOf: Day }
}

const from = (value: string, document: string, asOf: Day, certain: boolean) => ({
  value,
  source: document,
  asOf,
  certain,
})

const seedsOf = ({
  consultation,
  programme,
}: SettingSeeds): Partial<Record<SettingName, Omit<SettingEntry, 'name' | 'at' | 'by'>>> => {
  const newest = consultation.editions.at(-1)
  const known = consultation.editions.findLast((edition) => edition.sessionsMax !== null)
  const document = (edition: typeof newest) => edition?.sources[0]?.document ?? ''
  return {
    programmeName: from(programme.name, programme.document, programme.asOf, true),
    formUrl: from(programme.url ?? '', programme.document, programme.asOf, programme.url !== null),
    periodFrom: from(newest?.from ?? '', document(newest), consultation.asOf, newest?.from !== null),
    periodTo: from(newest?.to ?? '', document(newest), consultation.asOf, newest?.to !== null),
    // A limit of an earlier year is shown and marked: it may still hold, and nobody here knows.
    sessionsMax: from(String(known?.sessionsMax ?? ''), document(known), consultation.asOf, known === newest),
    sessionMinutesMax: from(
      known?.hoursMax ? String(known.hoursMax * 60) : '',
      document(known),
      consultation.asOf,
      known === newest,
    ),
  }
}

const day = z.iso.date()
const checks: Record<Kind, (value: string) => boolean> = {
  text: (value) => value.length <= 200,
  day: (value) => day.safeParse(value).success,
  days: (value) => splitDays(value).every((each) => day.safeParse(each).success),
  mail: (value) => 'value' in readEmail(value),
  phone: (value) => 'value' in readPhone(value),
  url: (value) => z.url({ protocol: /^https?$/u }).safeParse(value).success,
  count: (value) => /^[1-9]\d{0,4}$/u.test(value),
  time: (value) => /^(?:[01]\d|2[0-3]):[0-5]\d$/u.test(value),
}

const splitDays = (value: string): string[] => value.split(/[\s,、]+/u).filter((part) => part !== '')

/** The settings by name, ready to use. */
export interface CurrentSettings {
  all: Setting[]
  of(name: SettingName): Setting
  count(name: SettingName): number
  closedDays(): Day[]
}

export interface SettingsRoom {
  current(tx: Pick<Repositories, 'settings'>): Promise<CurrentSettings>
  /** Appends the value with its source; the message in words when it is not of its kind. */
  change(
    store: Store,
    change: { name: string; value: string; source: string; asOf: Day; certain: boolean; by: string; now: Date },
  ): Promise<{ ok: true } | { ok: false; problem: string }>
}

const isName = (name: string): name is SettingName => name in kinds

export const createSettings = (seeds: SettingSeeds, words: Words): SettingsRoom => {
  const seeded = seedsOf(seeds)
  const begin = (name: SettingName): Setting => {
    const seed = seeded[name]
    return {
      name,
      label: words.settings[name],
      kind: kinds[name],
      value: seed?.value ?? own[name] ?? '',
      source: seed?.source ?? (own[name] === undefined ? '' : words.settings.default),
      asOf: seed?.asOf ?? '',
      certain: seed?.certain ?? own[name] !== undefined,
      by: '',
    }
  }

  return {
    async current(tx) {
      const set = new Map((await tx.settings.current()).map((entry) => [entry.name, entry]))
      const all = names.map((name): Setting => {
        const entry = set.get(name)
        const first = begin(name)
        if (!entry) return first
        const { value, source, asOf, certain, by } = entry
        return { ...first, value, source, asOf, certain, by }
      })
      const of = (name: SettingName) => all.find((setting) => setting.name === name) ?? begin(name)
      return {
        all,
        of,
        count: (name) => Number(of(name).value || own[name] || 0),
        closedDays: () => splitDays(of('closedDays').value),
      }
    },

    async change(store, { name, value, source, asOf, certain, by, now }) {
      if (!isName(name))
        return { ok: false, problem: fill(words.settings.problem, { label: name, hint: names.join('、') }) }
      const folded = value.normalize('NFKC').trim()
      const open = folded === '' && own[name] === undefined
      const right =
        (open || (folded === '' && kinds[name] === 'days') || (folded !== '' && checks[kinds[name]](folded))) &&
        source.length <= 200 &&
        (asOf === '' || day.safeParse(asOf).success)
      const kind = kinds[name]
      if (!right) {
        return {
          ok: false,
          problem: fill(words.settings.problem, { label: words.settings[name], hint: words.settings.hints[kind] }),
        }
      }
      await store.transaction(async (tx) => {
        const before = (await tx.settings.history(name, 1))[0]
        const said = { name, value: folded, source, asOf: asOf === '' ? japanDay(now) : asOf, certain }
        await tx.settings.set({ ...said, at: now, by })
        await tx.audit.append({
          at: now,
          actor: by,
          act: 'setting',
          subject: `setting:${name}`,
          detail: { ...said, before: before?.value ?? begin(name).value },
        })
      })
      return { ok: true }
    },
  }
}
