import { keepable } from '../../question/mask.ts'
import type { Operator } from '../../store/store.ts'
import { mayAs, OPERATORS_MAX } from '../access/accounts.ts'
import { show } from '../frame.ts'
import type { Desk } from '../parts.ts'
import { type Route, seeOther, type Visit, withQuery } from '../route.ts'
import { keepTags, tagsIn } from '../tags.ts'
import { lookingOf, PAGE_ROWS, queryOf } from '../views.ts'
import { Csrf } from './layout.tsx'
import { Back, Select } from './pieces.tsx'
import { BULK_FORM } from './queue-rows.tsx'

const acts = ['claim', 'assign', 'complete', 'tag'] as const
type BulkAct = (typeof acts)[number]
const isAct = (text: string): text is BulkAct => acts.some((act) => act === text)

/** What can be done with several requests at once; what is done is chosen by the button. */
export const Bulk = async ({ desk, visit }: { desk: Desk; visit: Visit }) => {
  if (!mayAs(visit.operator.role, 'operator')) return null
  const operators = (await desk.store.operators.all(OPERATORS_MAX)).filter(isWorking)
  const back = visit.url.searchParams.toString()
  return (
    <form method="post" action="/console/bulk" id={BULK_FORM} class="bulk" aria-label="選んだ相談票をまとめて処理">
      <Csrf token={visit.csrf} />
      <input type="hidden" name="back" value={back} />
      <span class="bulk-count" role="status" data-chosen="">
        左の欄で選んだものをまとめて：
      </span>
      <button class="button" type="submit" name="act" value="claim">
        担当する
      </button>
      <span class="bulk-with">
        <Select
          name="owner"
          id="bulk-owner"
          label="割り当てる人"
          value={visit.operator.id}
          options={operators.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <button class="button" type="submit" name="act" value="assign">
          割り当てる
        </button>
      </span>
      <span class="bulk-with">
        <span class="field">
          <label for="bulk-tags">タグ</label>
          <input id="bulk-tags" name="tags" maxlength={100} list="tags-known" autocomplete="off" />
        </span>
        <button class="button" type="submit" name="act" value="tag">
          タグを付ける
        </button>
      </span>
      <button
        class="button"
        type="submit"
        name="act"
        value="complete"
        data-confirm="選んだ相談を完了にします。相談者にもお知らせします。よろしいですか。"
      >
        完了にする
      </button>
    </form>
  )
}

const isWorking = ({ disabled, role }: Operator): boolean => !disabled && role !== 'viewer'

type Done = { number: string; problem: string | null }

const doOne = async (desk: Desk, visit: Visit, act: BulkAct, chosen: string): Promise<Done | null> => {
  const [id = '', version = ''] = chosen.split(':')
  const request = await desk.store.requests.get(id)
  if (request === null || request.state === 'draft' || request.number === null) return null
  const { number } = request
  if (act === 'tag') {
    const typed = tagsIn(keepable(visit.form.text('tags')))
    if (typed.length === 0) return { number, problem: desk.words.bulk.noTag }
    await keepTags(desk, visit, request, tagsIn([...request.tags, ...typed].join(',')))
    return { number, problem: null }
  }
  const owner = act === 'assign' ? await desk.store.operators.get(visit.form.text('owner')) : null
  if (act === 'assign' && (owner === null || !isWorking(owner))) return { number, problem: desk.words.refused.missing }
  const done = await desk.room.operate(visit.operator, {
    request: id,
    act,
    version: Number.isSafeInteger(Number(version)) ? Number(version) : null,
    text: '',
    fields: owner === null ? {} : { owner: owner.id, ownerName: owner.name },
  })
  return { number, problem: done.ok ? null : done.text }
}

const Outcome = ({ done, back, desk }: { done: Done[]; back: string; desk: Desk }) => {
  const failed = done.filter(({ problem }) => problem !== null)
  return (
    <>
      <Back to={back} label="受付" />
      <h1>{desk.words.bulk.some}</h1>
      <p>
        {done.length - failed.length}件を処理しました。次の{failed.length}件はできませんでした。
      </p>
      <ul>
        {failed.map(({ number, problem }) => (
          <li>
            <strong>{number}</strong>　{problem}
          </li>
        ))}
      </ul>
    </>
  )
}

const bulk = async (desk: Desk, visit: Visit): Promise<Response> => {
  const act = visit.form.text('act')
  const looking = lookingOf(new URLSearchParams(visit.form.text('back')))
  const back = (told: Record<string, string> = {}) => withQuery('/console', { ...queryOf(looking), ...told })
  const chosen = [...new Set(visit.form.all('request'))].slice(0, PAGE_ROWS)
  if (chosen.length === 0 || !isAct(act)) return seeOther(back({ undone: 'bulkNone' }))
  const done: Done[] = []
  for (const each of chosen) {
    const one = await doOne(desk, visit, act, each)
    if (one) done.push(one)
  }
  if (done.every(({ problem }) => problem === null)) return seeOther(back({ done: 'bulk' }))
  const children = <Outcome done={done} back={back()} desk={desk} />
  return show(desk, visit, { title: desk.words.bulk.some, at: '/console', children })
}

export const bulkRoutes = (desk: Desk): Route[] => [
  { method: 'POST', path: '/console/bulk', role: 'operator', handle: (visit) => bulk(desk, visit) },
]
