import { dayInJapan } from '../japanese/calendar.ts'
import { once } from '../base/once.ts'
import { recent } from '../base/recent.ts'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, ROOT } from './config.ts'
import { type DeskParts, readDeskWords } from '../desk/desk.ts'
import { procedureOffers, procedureTalk } from '../desk/procedure-talk.ts'
import type { Talk } from '../vocabulary/talk.ts'

import { createKit, type Kit, readEscalationWords } from '../cases/cases.ts'
import { noCompanions } from '../knowledge/knowledge.ts'
import type { Chooser } from '../answering/answering.ts'
import type { ModelConfig } from './model.ts'
import { caseRows, loadRules, loadWords, type Procedures, procedures } from '../procedures/procedures.ts'
import { type Edition, guidanceFor, type Guidance } from './published.ts'
import { readActs } from '../question/acts.ts'
import { readWants } from '../question/question.ts'
import { seenIn, WITH_FORMS } from './seen.ts'
import { nameDesk } from '../base/identity.ts'
import { readerGroups } from '../base/reader.ts'

const hasRules = (knowledge: string): boolean => existsSync(join(knowledge, 'rules', 'consultation.yaml'))

/** One in a program; tests have some. */
const FOLDERS_MAX = 4

/** What a message wants is learned once and read by everybody: it is some megabytes. */
export const actsOf = recent(readActs, FOLDERS_MAX)

/** Procedures compute from rules and tables of the knowledge folder; one without rules has none. */
const proceduresFor = (
  config: Pick<Config, 'knowledge' | 'prompts'>,
  guidance: () => Guidance | null,
): (() => Procedures | null) => {
  if (!hasRules(config.knowledge)) return () => null
  const rules = loadRules(config.knowledge)
  const words = loadWords(config.prompts)
  const made = once((now: Guidance): Procedures => {
    const tables = { ...now.companions, cases: caseRows(now.index.library.documents) }
    return procedures({ rules, words, tables })
  })
  return () => {
    const now = guidance()
    return now === null ? null : made(now)
  }
}

/** What the desk computes over one edition, by name. */
export const procedureTitles = (
  config: Pick<Config, 'knowledge' | 'prompts'>,
  { companions, library }: Pick<Guidance, 'companions' | 'library'>,
): { id: string; title: string }[] => {
  if (!hasRules(config.knowledge)) return []
  const tables = { ...companions, cases: caseRows(library.documents) }
  const made = procedures({ rules: loadRules(config.knowledge), words: loadWords(config.prompts), tables })
  return made.all.map(({ id, title }) => ({ id, title }))
}

/** The desk's parts for the guidance that answers now; a command and the server put them together alike. */
export const assembleDesk = (
  config: ModelConfig & Pick<Config, 'knowledge'>,
  guidance: () => Guidance | null,
  now: () => Date,
  talks: Talk[],
  { progress, chooser }: { progress?: NonNullable<DeskParts['progress']>; chooser?: Chooser | undefined } = {},
): DeskParts => {
  nameDesk(config.prompts, config.knowledge)
  // Everything that is done for a person sees the documents as that person may.
  const shown = () => {
    const now = guidance()
    return now === null ? null : guidanceFor(now, readerGroups())
  }
  const index = () => shown()?.index ?? null
  const today = () => dayInJapan(now())
  const known = proceduresFor(config, shown)
  return {
    index,
    companions: () => shown()?.companions ?? noCompanions,
    talks: [...talks, procedureTalk({ procedures: known, index, today })],
    acts: actsOf(config.prompts),
    wants: readWants(config.prompts),
    words: readDeskWords(config.prompts),
    today,
    chooser,
    procedures: () => procedureOffers(known()),
    ...(progress === undefined ? {} : { progress }),
  }
}

const PROGRAMME = 'telework-manager'

/** Where people and operators are reached about a request, by what is switched on. */
const placesFor = ({ PUBLIC_URL: url, SMTP_URL: smtp, MAIL_FROM: from }: Parameters<typeof assembleKit>[0]) => ({
  seen: seenIn,
  hasForms: (channel: string) => WITH_FORMS.has(channel),
  publicUrl: url?.replace(/\/$/u, '') ?? null,
  mails: smtp !== undefined && from !== undefined,
})

type Sourced = Kit['consultation']

const titledIn = (consultation: Sourced, titled: (document: string) => string): Sourced => {
  const named = <T extends { document: string }>(sources: T[]): T[] =>
    sources.map((source) => ({ ...source, document: titled(source.document) }))
  return {
    ...consultation,
    sources: named(consultation.sources),
    editions: consultation.editions.map((edition) => ({ ...edition, sources: named(edition.sources) })),
  }
}

/** What consultation requests are made from. A knowledge folder without rules of its own goes by the shipped ones. */
export const assembleKit = (
  config: Pick<Config, 'knowledge' | 'prompts'> & Partial<Pick<Config, 'PUBLIC_URL' | 'SMTP_URL' | 'MAIL_FROM'>>,
  edition: Pick<Edition, 'companions' | 'library'> | null,
  routes: readonly string[],
  newId: () => string,
): Kit => {
  const rules = loadRules(hasRules(config.knowledge) ? config.knowledge : join(ROOT, 'knowledge'))
  const titles = new Map(edition?.library.documents.map(({ id, title }) => [id, title]))
  /** People read what a document is called, not how it is filed. */
  const titled = (document: string): string => titles.get(document) ?? document
  const known = edition?.companions.programmes.find(({ id }) => id === PROGRAMME)
  const programme = {
    name: known?.name ?? nameDesk(config.prompts, config.knowledge).expert,
    url: known?.officialUrl ?? null,
    document: titled(known?.contact?.document ?? rules.consultation.sources[0]?.document ?? ''),
    asOf: known?.contact?.asOf ?? rules.consultation.asOf,
  }
  return createKit({
    words: readEscalationWords(config.prompts),
    rules: { ...rules, consultation: titledIn(rules.consultation, titled) },
    programme,
    routes,
    newId,
    ...placesFor(config),
  })
}
