import { randomInt } from 'node:crypto'
import { offerLink } from '../../cases/cases.ts'
import { fill } from '../../base/words.ts'
import { show } from '../frame.ts'
import type { Desk } from '../parts.ts'
import { type Route, seeOther, type Visit } from '../route.ts'
import { Csrf } from './layout.tsx'
import { channelName, Empty } from './pieces.tsx'

const AT = '/console/me/link'
const CODE_END = 1_000_000

/** Where an operator makes an account of Slack or Teams their own, so that work goes on in either. */
export const linkingRoutes = (desk: Desk): Route[] => {
  const { store, words } = desk
  const { linking } = words

  const page = async (visit: Visit, code: string | null): Promise<Response> => {
    const known = await store.operators.identities(visit.operator.id)
    const body = (
      <>
        <h1>{linking.title}</h1>
        <p>{linking.lead}</p>
        {code === null ? null : (
          <p class="message message-done" role="status">
            {fill(linking.code, { code })}
          </p>
        )}
        <form method="post" action={AT} class="panel narrow">
          <Csrf token={visit.csrf} />
          <button class="button button-main" type="submit" name="act" value="code">
            {linking.offer}
          </button>
        </form>
        {known.length === 0 ? (
          <Empty>{linking.none}</Empty>
        ) : (
          <ul>
            {known.map(({ channel, person }) => (
              <li>
                <form method="post" action={AT} class="row">
                  <Csrf token={visit.csrf} />
                  <input type="hidden" name="channel" value={channel} />
                  <input type="hidden" name="person" value={person} />
                  <span>
                    {channelName(words.channels, channel)} <code>{person}</code>
                  </span>
                  <button class="button" type="submit" name="act" value="forget">
                    {linking.forget}
                  </button>
                </form>
              </li>
            ))}
          </ul>
        )}
      </>
    )
    return show(desk, visit, { title: linking.title, at: '/console/me', children: body })
  }

  const change = async (visit: Visit): Promise<Response> => {
    const { operator, form, now } = visit
    if (form.text('act') !== 'forget') {
      const code = String(randomInt(CODE_END)).padStart(6, '0')
      await offerLink(store, operator.id, code, now)
      return page(visit, code)
    }
    const [channel, person] = [form.text('channel'), form.text('person')]
    await store.transaction(async (tx) => {
      const own = (await tx.operators.identities(operator.id)).some(
        (each) => each.channel === channel && each.person === person,
      )
      if (!own) return
      await tx.operators.forgetIdentity(channel, person)
      const subject = `operator:${operator.id}`
      await tx.audit.append({ at: now, actor: operator.id, act: 'identity.forget', subject, detail: { channel } })
    })
    return seeOther(AT)
  }

  return [
    { method: 'GET', path: AT, role: 'operator', handle: (visit) => page(visit, null) },
    { method: 'POST', path: AT, role: 'operator', handle: change },
  ]
}
