import type { Taken } from '../../vocabulary/types.ts'
import { AboutFields, AboutForm } from './document-about.tsx'
import type { FileReport } from '../../knowledge/knowledge.ts'
import { Csrf, Message } from './layout.tsx'
import { type Building, type DraftFile, type Edition, type Reviewed } from '../knowledge-desk.ts'
import type { Desk } from '../parts.ts'
import { Empty, Table, Tag } from './pieces.tsx'
import { DRAFT } from '../knowledge-acts.ts'
import type { Visit } from '../route.ts'
import { Why } from './why.tsx'
import type { Words } from '../words.ts'

export const QUESTION_CHARACTERS_MAX = 1_000
const REPORT_ROWS_MAX = 500

const outcomeLabel = { read: '読み取り', unchanged: '変更なし', skipped: '読まず', removed: '削除' } as const
const stageLabel = {
  reading: '文書を読んでいます',
  indexing: '索引を作っています',
  failed: '失敗しました',
  done: '完了しました',
} as const

const Rows = ({ files, label }: { files: readonly FileReport[]; label: string }) => (
  <Table label={label} heads={['ファイル', '結果', '箇所', '理由・注意']} numbers={[2]}>
    {files.map((file) => (
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

/** What an operator added, what was not read and what has gone stand open; the rest is as it was. */
const Report = ({ files, added }: { files: readonly FileReport[]; added: readonly DraftFile[] }) => {
  const names = new Set(added.map(({ name }) => name))
  const isNews = ({ path, outcome, reason }: FileReport) =>
    names.has(path.split('/').at(-1) ?? '') || outcome === 'skipped' || outcome === 'removed' || reason !== undefined
  const news = files.filter(isNews)
  const rest = files.filter((file) => !isNews(file))
  return (
    <>
      {news.length > 0 ? <Rows files={news.slice(0, REPORT_ROWS_MAX)} label="追加した文書と注意が要る文書" /> : null}
      {rest.length > 0 ? (
        <details>
          <summary>そのほかに読み取った文書 {rest.length}件</summary>
          <Rows files={rest.slice(0, REPORT_ROWS_MAX)} label="そのほかに読み取った文書" />
        </details>
      ) : null}
    </>
  )
}

/** What came of publishing; a draft's own outcome is told by what was read. */
const Published = ({ building, words }: { building: Building; words: Words }) => {
  const { outcome } = building
  if (outcome === null) return null
  return <Message kind={outcome === 'published' ? 'done' : 'problem'}>{words.knowledge[outcome]}</Message>
}

export const Progress = ({
  building,
  added,
  words,
}: {
  building: Building | null
  added: readonly DraftFile[]
  words: Words
}) => {
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
        {building.purpose === 'publish' ? '公開：' : ''}
        {stageLabel[building.stage]}
        {running && building.total > 0 ? `（${building.done}/${building.total}）` : ''}
      </p>
      {running ? (
        <progress max={Math.max(1, building.total)} value={building.done} aria-label="取り込みの進み具合"></progress>
      ) : (
        <>
          {building.purpose === 'publish' ? <Published building={building} words={words} /> : null}
          <p>
            <a href={DRAFT}>下書きの内容を表示</a>
          </p>
          <Report files={building.files} added={added} />
        </>
      )}
    </div>
  )
}

export const Files = ({ files, visit, may }: { files: readonly DraftFile[]; visit: Visit; may: boolean }) => (
  <section class="panel" aria-labelledby="files-title">
    <h2 id="files-title">追加した文書</h2>
    {files.length === 0 ? <Empty>追加した文書はありません。</Empty> : null}
    <ul class="files">
      {files.map(({ name, bytes }, n) => (
        <li>
          <span>
            {name} <span class="dim">{Math.ceil(bytes / 1_024)} KB</span>
          </span>
          {may ? <AboutForm file={{ name, bytes }} n={n} visit={visit} /> : null}
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
          <label for="upload">
            文書を追加（Markdown・テキスト・HTML・PDF・Word・Excel・PowerPoint・ODT・RTF・CSV・JSONL）
          </label>
          <input
            id="upload"
            type="file"
            name="files"
            multiple
            required
            accept=".md,.txt,.html,.htm,.pdf,.docx,.xlsx,.pptx,.odt,.rtf,.csv,.tsv,.jsonl"
          />
        </div>
        <details>
          <summary>文書の情報を入れる（PDFなど、題名や日付がファイルの中に書かれていないとき）</summary>
          <p class="hint">ファイルを一つだけ選んだときに使われます。あとから直すこともできます。</p>
          <AboutFields id="upload" />
        </details>
        <button class="button button-main" type="submit">
          下書きに追加して読み込む
        </button>
      </form>
    ) : null}
  </section>
)

export const Asked = ({
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
            edition={edition}
          />
        </details>
      </>
    )}
  </section>
)

export const Questions = ({ visit, question }: { visit: Visit; question: string }) => (
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

export const Switching = ({ visit, draft }: { visit: Visit; draft: Reviewed | null }) => (
  <section class="panel" aria-labelledby="switch-title">
    <h2 id="switch-title">公開</h2>
    <p>下書きの文書を公開すると、すべての窓口がその内容で回答します。公開中の版は一つ前の版として残ります。</p>
    <div class="presses">
      <form method="post" action="/console/knowledge/publish" data-confirm="下書きを公開します。よろしいですか。">
        <Csrf token={visit.csrf} />
        <input type="hidden" name="version" value={draft?.version ?? ''} />
        <input type="hidden" name="content" value={draft?.content ?? ''} />
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
