import type { Taken } from '../desk/types.ts'
import type { FileReport } from '../knowledge/knowledge.ts'
import { mayAs } from './accounts.ts'
import { show } from './frame.ts'
import { Csrf, fragment } from './layout.tsx'
import { type Building, type DraftFile, type Edition, passageIn } from './knowledge-desk.ts'
import type { Desk } from './parts.ts'
import { Empty, Table, Tag, Time } from './pieces.tsx'
import { type Route, seeOther, type Visit } from './route.ts'
import { Why } from './why.tsx'

const AT = '/console/knowledge/draft'
const QUESTION_CHARACTERS_MAX = 1_000
const REPORT_ROWS_MAX = 500

const outcomeLabel = { read: '読み取り', unchanged: '変更なし', skipped: '読まず', removed: '削除' } as const
const stageLabel = {
  reading: '文書を読んでいます',
  indexing: '索引を作っています',
  failed: '失敗しました',
  done: '完了しました',
} as const

const Report = ({ files, added }: { files: readonly FileReport[]; added: readonly DraftFile[] }) => {
  const names = new Set(added.map(({ name }) => name))
  const isAdded = ({ path }: FileReport) => names.has(path.split('/').at(-1) ?? '')
  // What an operator added comes first, then what was not read; the rest is as it was.
  const rank = (file: FileReport) => (isAdded(file) ? 0 : file.outcome === 'skipped' ? 1 : 2)
  const shown = files.toSorted((a, b) => rank(a) - rank(b)).slice(0, REPORT_ROWS_MAX)
  return (
    <Table label="取り込みの結果" heads={['ファイル', '結果', '箇所', '理由・注意']} numbers={[2]}>
      {shown.map((file) => (
        <tr>
          <th scope="row" class="cell-wide">
            {file.path}
          </th>
          <td>
            <Tag kind={file.outcome}>{outcomeLabel[file.outcome]}</Tag>
          </td>
          <td class="number">{file.passages}</td>
          <td>{file.reason?.words ?? ''}</td>
        </tr>
      ))}
    </Table>
  )
}

const Progress = ({ building, added }: { building: Building | null; added: readonly DraftFile[] }) => {
  if (building === null) return <div id="building"></div>
  const running = building.stage === 'reading' || building.stage === 'indexing'
  return (
    <div
      id="building"
      aria-live="polite"
      {...(running
        ? { 'hx-get': '/console/knowledge/building', 'hx-trigger': 'every 1s', 'hx-swap': 'outerHTML' }
        : {})}
    >
      <p>
        {stageLabel[building.stage]}
        {running && building.total > 0 ? `（${building.done}/${building.total}）` : ''}
      </p>
      {running ? (
        <progress max={Math.max(1, building.total)} value={building.done} aria-label="取り込みの進み具合"></progress>
      ) : (
        <>
          <p>
            <a href={AT}>下書きの内容を表示</a>
          </p>
          <Report files={building.files} added={added} />
        </>
      )}
    </div>
  )
}

const Files = ({ files, visit, may }: { files: readonly DraftFile[]; visit: Visit; may: boolean }) => (
  <section class="panel" aria-labelledby="files-title">
    <h2 id="files-title">追加した文書</h2>
    {files.length === 0 ? <Empty>追加した文書はありません。</Empty> : null}
    <ul class="files">
      {files.map(({ name, bytes }) => (
        <li>
          <span>
            {name} <span class="dim">{Math.ceil(bytes / 1_024)} KB</span>
          </span>
          {may ? (
            <form method="post" action="/console/knowledge/remove">
              <Csrf token={visit.csrf} />
              <input type="hidden" name="name" value={name} />
              <button class="button button-quiet" type="submit" aria-label={`${name} を下書きから外す`}>
                外す
              </button>
            </form>
          ) : null}
        </li>
      ))}
    </ul>
    {may ? (
      <form method="post" action="/console/knowledge/upload" enctype="multipart/form-data" class="stack">
        <Csrf token={visit.csrf} />
        <div class="field">
          <label for="upload">文書を追加（Markdown・テキスト・HTML・PDF・DOCX・CSV・JSONL）</label>
          <input
            id="upload"
            type="file"
            name="files"
            multiple
            required
            accept=".md,.txt,.html,.htm,.pdf,.docx,.csv,.jsonl"
          />
        </div>
        <button class="button button-main" type="submit">
          下書きに追加して読み込む
        </button>
      </form>
    ) : null}
  </section>
)

const Asked = ({
  title,
  taken,
  edition,
  desk,
}: {
  title: string
  taken: Taken | null
  edition: Edition | null
  desk: Desk
}) => (
  <section class="panel" aria-label={title}>
    <h3>{title}</h3>
    {taken === null ? (
      <Empty>この版はまだありません。</Empty>
    ) : (
      <>
        <p class="pre">{taken.reply?.text ?? '（返信しません）'}</p>
        {taken.reply && taken.reply.citations.length > 0 ? (
          <ol class="sources">
            {taken.reply.citations.map(({ n, title: source, heading, issued, status }) => (
              <li value={n}>
                {source} {heading} {issued} <Tag kind={status}>{desk.words.status[status]}</Tag>
              </li>
            ))}
          </ol>
        ) : null}
        <details>
          <summary>判断の記録と検索結果</summary>
          <Why
            turn={{ outcome: taken.reply?.outcome ?? 'silent', trace: taken.trace }}
            words={desk.words}
            passage={(id) => {
              const found = passageIn(edition, id)
              return found && { document: found.document.title, title: found.passage.title, text: found.passage.text }
            }}
          />
        </details>
      </>
    )}
  </section>
)

const Questions = ({ visit, question }: { visit: Visit; question: string }) => (
  <form method="post" action="/console/knowledge/ask" class="stack">
    <Csrf token={visit.csrf} />
    <div class="field">
      <label for="question">質問</label>
      <input id="question" name="question" value={question} maxlength={QUESTION_CHARACTERS_MAX} required />
    </div>
    <button class="button" type="submit">
      公開中と下書きの答えを比べる
    </button>
  </form>
)

const Switching = ({ visit, draft }: { visit: Visit; draft: Edition | null }) => (
  <section class="panel" aria-labelledby="switch-title">
    <h2 id="switch-title">公開</h2>
    <p>下書きの文書を公開すると、すべての窓口がその内容で回答します。公開中の版は一つ前の版として残ります。</p>
    <div class="presses">
      <form method="post" action="/console/knowledge/publish" data-confirm="下書きを公開します。よろしいですか。">
        <Csrf token={visit.csrf} />
        <button class="button button-main" type="submit" disabled={draft === null}>
          下書きを公開する
        </button>
      </form>
      <form method="post" action="/console/knowledge/roll-back" data-confirm="一つ前の版に戻します。よろしいですか。">
        <Csrf token={visit.csrf} />
        <button class="button button-danger" type="submit">
          一つ前の版に戻す
        </button>
      </form>
    </div>
  </section>
)

type Answers = { question: string; current: Taken | null; draft: Taken | null }

const draftPage = async (
  desk: Desk,
  visit: Visit,
  given: { problem?: string; answers?: Answers; status?: number } = {},
) => {
  const { knowledge } = desk
  const [files, draft, current] = [await knowledge.files(), await knowledge.draft(), knowledge.current()]
  const { answers } = given
  const may = mayAs(visit.operator.role, 'operator')
  const body = (
    <>
      <p>
        <a href="/console/knowledge">公開中の文書へ</a>
      </p>
      <h1>文書の追加・下書き</h1>
      <p class="dim">
        公開中の版 <code>{current?.version ?? 'なし'}</code>　下書き{' '}
        {draft ? (
          <>
            <code>{draft.version}</code>（<Time at={new Date(draft.at)} />
            、文書 {draft.library.documents.length}件・箇所 {draft.library.passages.length}件）
          </>
        ) : (
          'なし'
        )}
      </p>
      <Files files={files} visit={visit} may={may} />
      <section class="panel" aria-labelledby="build-title">
        <h2 id="build-title">下書きの読み込み</h2>
        {may ? (
          <form method="post" action="/console/knowledge/build">
            <Csrf token={visit.csrf} />
            <button class="button" type="submit">
              下書きを読み込み直す
            </button>
          </form>
        ) : null}
        <Progress building={knowledge.building()} added={files} />
      </section>
      <section class="panel" aria-labelledby="ask-title">
        <h2 id="ask-title">公開前に質問を試す</h2>
        {may ? <Questions visit={visit} question={answers?.question ?? ''} /> : null}
        {answers ? (
          <div class="two">
            <Asked title="公開中の版の答え" taken={answers.current} edition={current} desk={desk} />
            <Asked title="下書きの答え" taken={answers.draft} edition={draft} desk={desk} />
          </div>
        ) : null}
      </section>
      {mayAs(visit.operator.role, 'supervisor') ? <Switching visit={visit} draft={draft} /> : null}
    </>
  )
  const { problem, status } = given
  return show(desk, visit, { title: '下書き', at: '/console/knowledge', problem, children: body }, status)
}

const audited = (desk: Desk, visit: Visit, act: string, detail: Record<string, string>) =>
  desk.store.transaction((tx) =>
    tx.audit.append({ at: visit.now, actor: visit.operator.id, act, subject: 'knowledge', detail }),
  )

export const draftRoutes = (desk: Desk): Route[] => {
  const { knowledge, words } = desk
  return [
    { method: 'GET', path: AT, role: 'viewer', handle: (visit) => draftPage(desk, visit) },
    {
      method: 'GET',
      path: '/console/knowledge/building',
      role: 'viewer',
      handle: async () => fragment(<Progress building={knowledge.building()} added={await knowledge.files()} />),
    },
    {
      method: 'POST',
      path: '/console/knowledge/upload',
      role: 'operator',
      async handle(visit) {
        const files = visit.form.files('files').filter(({ size }) => size > 0)
        if (files.length === 0) return draftPage(desk, visit, { problem: words.knowledge.noFile, status: 422 })
        for (const file of files) {
          const kept = await knowledge.put(file.name, new Uint8Array(await file.arrayBuffer()))
          if (kept === 'name') {
            const problem = words.knowledge.badName.replace('{name}', file.name.slice(0, 100))
            return draftPage(desk, visit, { problem, status: 422 })
          }
          await audited(desk, visit, 'knowledge.upload', { name: file.name })
        }
        knowledge.build()
        return seeOther(`${AT}?done=uploaded`)
      },
    },
    {
      method: 'POST',
      path: '/console/knowledge/remove',
      role: 'operator',
      async handle(visit) {
        const name = visit.form.text('name')
        if (await knowledge.remove(name)) {
          await audited(desk, visit, 'knowledge.remove', { name })
          knowledge.build()
        }
        return seeOther(`${AT}?done=removed`)
      },
    },
    {
      method: 'POST',
      path: '/console/knowledge/build',
      role: 'operator',
      async handle() {
        knowledge.build()
        return seeOther(AT)
      },
    },
    {
      method: 'POST',
      path: '/console/knowledge/ask',
      role: 'operator',
      async handle(visit) {
        const question = visit.form.text('question').trim().slice(0, QUESTION_CHARACTERS_MAX)
        if (question === '') return seeOther(AT)
        const [current, draft] = [await knowledge.ask(question, 'current'), await knowledge.ask(question, 'draft')]
        return draftPage(desk, visit, { answers: { question, current, draft } })
      },
    },
    {
      method: 'POST',
      path: '/console/knowledge/publish',
      role: 'supervisor',
      async handle(visit) {
        if ((await knowledge.draft()) === null) {
          return draftPage(desk, visit, { problem: words.knowledge.noDraft, status: 409 })
        }
        const outcome = await knowledge.publish()
        if (outcome !== 'published') return draftPage(desk, visit, { problem: words.knowledge[outcome], status: 409 })
        await audited(desk, visit, 'knowledge.publish', { version: knowledge.current()?.version ?? '' })
        return seeOther(`${AT}?done=published`)
      },
    },
    {
      method: 'POST',
      path: '/console/knowledge/roll-back',
      role: 'supervisor',
      async handle(visit) {
        const version = await knowledge.rollBack()
        if (version === null) return draftPage(desk, visit, { problem: words.knowledge.noEarlier, status: 409 })
        await audited(desk, visit, 'knowledge.roll-back', { version })
        return seeOther(`${AT}?done=rolledBack`)
      },
    },
  ]
}
