import type { Readiness } from '../../channels/channel.ts'
import { wordsOf } from '../../base/failure.ts'
import type { Desk } from '../parts.ts'
import { channelName, Empty, Tag } from './pieces.tsx'

const READY_MS_MAX = 1_500
/** What a channel said of itself holds for this long, so that a page never waits for a platform twice. */
const READY_KEPT_MS = 15_000

/** Null while a channel has not said anything yet. */
type Health = Omit<Readiness, 'ok'> & { name: string; ok: boolean | null }

/** Asks every channel at once and waits for none longer than a moment; a slow one is told as such. */
export const createHealth = (desk: Desk): ((now: Date) => Health[]) => {
  let kept: Health[] = []
  let asked = 0
  const ask = async () => {
    const late: Readiness = { ok: false, detail: '応答がありません。' }
    kept = await Promise.all(
      desk.channels().map(async (channel): Promise<Health> => {
        let timer: NodeJS.Timeout | undefined
        const waiting = new Promise<Readiness>((resolve) => {
          timer = setTimeout(() => resolve(late), READY_MS_MAX)
        })
        const told = await Promise.race([channel.ready(), waiting]).catch((thrown: unknown) => {
          desk.onFault('console.ready', wordsOf(thrown))
          return late
        })
        clearTimeout(timer)
        return { name: channel.name, ...told }
      }),
    )
  }
  return (now) => {
    if (now.getTime() - asked >= READY_KEPT_MS) {
      asked = now.getTime()
      void ask()
    }
    const known = new Map(kept.map((health) => [health.name, health]))
    return desk.channels().map(({ name }) => known.get(name) ?? { name, ok: null, detail: '' })
  }
}

export const Channels = ({ health, desk }: { health: Health[]; desk: Desk }) => (
  <section
    class="panel"
    aria-labelledby="channels-title"
    hx-get="/console/operations/health"
    hx-trigger={health.some(({ ok }) => ok === null) ? 'load delay:500ms' : 'every 15s'}
    hx-swap="outerHTML"
  >
    <h2 id="channels-title">窓口の状態</h2>
    {health.length === 0 ? <Empty>つながっている窓口はありません。</Empty> : null}
    <ul class="health">
      {health.map(({ name, ok, detail }) => (
        <li>
          {ok === null ? <Tag>確認中</Tag> : <Tag kind={ok ? 'ok' : 'bad'}>{ok ? '正常' : '要確認'}</Tag>}{' '}
          <strong>{channelName(desk.words.channels, name)}</strong> <span class="dim">{detail}</span>
        </li>
      ))}
    </ul>
  </section>
)
