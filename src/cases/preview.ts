import { notice } from '../base/saying.ts'
import type { Address, OperatorCard } from '../vocabulary/types.ts'
import type { Repositories, StoredRequest } from '../store/store.ts'
import { fill } from '../base/words.ts'
import { routesTo } from './dispatch.ts'
import type { Kit } from './kit.ts'
import { cardOf, isWithin, operatorAddresses, type Said } from './notices.ts'
import { sheetOf } from './sheet.ts'
import { actsFor } from './states.ts'

const TEXT_CHARACTERS_MAX = 2_400

/** Exactly what goes where when a request is sent from a chat: by the usual route, as it stands now. */
export const sendingPreview = async (
  tx: Pick<Repositories, 'settings'>,
  kit: Kit,
  request: StoredRequest,
): Promise<string> => {
  const { words } = kit
  const settings = await kit.settings.current(tx)
  const sheet = sheetOf(request, kit, settings)
  const [route] = routesTo(kit.routes, settings)
  if (route === undefined) return words.sending.nowhere
  const addresses: Record<string, string> = { mail: sheet.to.mail, fax: sheet.to.fax }
  const names: Record<string, string> = words.sending.routes
  const to = [sheet.to.name, addresses[route] ?? ''].filter((part) => part !== '').join(' ')
  const lines = sheet.lines.map(({ label, value }) => `・${label}：${value}`).join('\n')
  const shown = fill(words.sending.preview, { route: names[route] ?? route, to, number: sheet.number, lines })
  return [...shown].slice(0, TEXT_CHARACTERS_MAX).join('')
}

/** A card that also shows what its sending would carry, for places that ask before they send. */
export const cardWith = async (
  tx: Pick<Repositories, 'settings'>,
  kit: Kit,
  request: StoredRequest,
): Promise<OperatorCard> => {
  const card = cardOf(request, kit.words)
  if (!actsFor(request.state, 'operator').includes('send')) return card
  const preview = await sendingPreview(tx, kit, request)
  return { ...card, acts: card.acts.map((act) => (act.act === 'send' ? { ...act, preview } : act)) }
}

/** One card to every place where operators are. */
export const toOperators = async (
  tx: Repositories,
  kit: Kit,
  request: StoredRequest,
  text: string,
  /** What is said in the operators' place that the words were written in, in place of repeating them. */
  here?: { from: Address; text: string },
): Promise<Said[]> => {
  const card = await cardWith(tx, kit, request)
  return (await operatorAddresses(tx.shelf)).map((to) => {
    const written = here !== undefined && isWithin(here.from, to)
    return { to, reply: notice(written ? here.text : text, { card }) }
  })
}
