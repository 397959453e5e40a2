import type { StoredRequest } from '../store/store.ts'
import type { Desk } from './parts.ts'
import type { Visit } from './route.ts'

/** Words that operators sort requests by. */
const TAGS_MAX = 10
const TAG_CHARACTERS_MAX = 20

/** Tags as typed, between commas, blanks or lines; each once, short, and with no comma in it. */
export const tagsIn = (text: string): string[] => {
  const names = text
    .normalize('NFKC')
    .split(/[\s,、，・#]+/u)
    .map((name) => [...name].slice(0, TAG_CHARACTERS_MAX).join(''))
    .filter((name) => name !== '')
  return [...new Set(names)].slice(0, TAGS_MAX)
}

/** Sets the tags, and puts on record who did. */
export const keepTags = (
  { store }: Pick<Desk, 'store'>,
  visit: Pick<Visit, 'now' | 'operator'>,
  request: Pick<StoredRequest, 'id'>,
  tags: readonly string[],
): Promise<void> =>
  store.transaction(async (tx) => {
    await tx.requests.tag(request.id, tags)
    const detail = { tags: tags.join('、') }
    await tx.audit.append({ at: visit.now, actor: visit.operator.id, act: 'tag', subject: request.id, detail })
  })
