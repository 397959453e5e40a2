import { DAY_MS } from '../../base/times.ts'
import type { GuidanceDocument } from '../../vocabulary/types.ts'
import { show } from '../frame.ts'
import { notFound } from '../access/gate.tsx'
import type { Edition } from '../knowledge-desk.ts'
import { draftRoutes } from './draft.tsx'
import { EditLink, editRoutes } from './knowledge-edit.tsx'
import type { Desk } from '../parts.ts'
import { Back, dayInJapan, Empty, Facts, Table, Tag, Time } from './pieces.tsx'
import { DocumentRatings, RATED_MAX } from './ratings.tsx'
import { type Route, type Visit, withQuery } from '../route.ts'
import { periodInWords, type Validity, validities } from '../validity.ts'

const PAGE_ROWS = 200
const PASSAGES_MAX = 500
const RATED_MS = 28 * DAY_MS

const kinds = [
  { value: '', label: 'すべて' },
  { value: 'soon', label: 'まもなく終了' },
  { value: 'old', label: '古い時点の内容' },
  { value: 'unknown', label: '期間の記載なし' },
  { value: 'current', label: '現行' },
  { value: 'ended', label: '終了' },
  { value: 'superseded', label: '旧' },
] as const

const attentionLabel = { soon: 'まもなく終了', old: '古い時点の内容', unknown: '期間の記載なし' } as const

const none: Validity = { status: 'current', attention: null, replacedBy: [] }

const at = (id: string, from: string) =>
  withQuery('/console/knowledge/document', { id, from: from === 'draft' ? from : null })

const Links = ({ ids, edition, from }: { ids: readonly string[]; edition: Edition; from: string }) => (
  <>
    {ids.map((id) => {
      const found = edition.library.documents.find((document) => document.id === id)
      return <span class="link-line">{found ? <a href={at(id, from)}>{found.title}</a> : <code>{id}</code>}</span>
    })}
  </>
)

const Row = (given: {
  document: GuidanceDocument
  validity: Validity
  edition: Edition
  desk: Desk
  count: number
}) => {
  const { document, validity, edition, desk } = given
  return (
    <tr>
      <th scope="row" class="cell-wide">
        <a href={at(document.id, '')}>{document.title}</a>
        <span class="summary">
          {document.issuer} {document.number}
        </span>
      </th>
      <td class="nowrap">{document.issued ?? '—'}</td>
      <td>{periodInWords(document.period)}</td>
      <td>
        <Tag kind={validity.status}>{desk.words.status[validity.status]}</Tag>
        {validity.attention ? <Tag kind={validity.attention}>{attentionLabel[validity.attention]}</Tag> : null}
      </td>
      <td>
        {document.supersedes.length > 0 ? (
          <>
            置き換え元：
            <Links ids={document.supersedes} edition={edition} from="" />
          </>
        ) : null}
        {validity.replacedBy.length > 0 ? (
          <>
            置き換え先：
            <Links ids={validity.replacedBy} edition={edition} from="" />
          </>
        ) : null}
      </td>
      <td class="number">{given.count}</td>
    </tr>
  )
}

const Documents = ({ edition, desk, visit }: { edition: Edition; desk: Desk; visit: Visit }) => {
  const chosen = visit.url.searchParams.get('show') ?? ''
  const text = (visit.url.searchParams.get('q') ?? '').normalize('NFKC').trim().toLowerCase().slice(0, 100)
  const { documents, passages } = edition.library
  const known = validities(documents, dayInJapan(visit.now))
  const counts = new Map<string, number>()
  for (const { document } of passages) counts.set(document, (counts.get(document) ?? 0) + 1)
  const fits = (document: GuidanceDocument) => {
    const { status, attention } = known.get(document.id) ?? none
    const said = `${document.title} ${document.issuer} ${document.number ?? ''} ${document.id}`
      .normalize('NFKC')
      .toLowerCase()
    return (chosen === '' || status === chosen || attention === chosen) && said.includes(text)
  }
  const shown = documents
    .filter(fits)
    .sort((a, b) => (b.issued ?? '').localeCompare(a.issued ?? '') || a.id.localeCompare(b.id))
  return (
    <>
      <form method="get" action="/console/knowledge" class="filters" role="search" aria-label="文書の検索">
        <div class="field field-grow">
          <label for="k-q">題名・発行元</label>
          <input id="k-q" type="search" name="q" value={text} maxlength={100} />
        </div>
        <div class="field">
          <label for="k-show">表示</label>
          <select id="k-show" name="show">
            {kinds.map(({ value, label }) => (
              <option value={value} selected={value === chosen}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <button class="button" type="submit">
          絞り込む
        </button>
      </form>
      <p role="status">
        {shown.length}件{shown.length > PAGE_ROWS ? `（新しい順に${PAGE_ROWS}件を表示）` : ''}
      </p>
      {shown.length === 0 ? (
        <Empty>この条件に合う文書はありません。</Empty>
      ) : (
        <Table label="文書の一覧" heads={['文書', '日付', '期間', '状態', '置き換え', '箇所']} numbers={[5]}>
          {shown.slice(0, PAGE_ROWS).map((document) => (
            <Row
              document={document}
              validity={known.get(document.id) ?? none}
              edition={edition}
              desk={desk}
              count={counts.get(document.id) ?? 0}
            />
          ))}
        </Table>
      )}
    </>
  )
}

const Passages = ({
  document,
  edition,
  desk,
  visit,
}: {
  document: GuidanceDocument
  edition: Edition
  desk: Desk
  visit: Visit
}) => {
  const from = visit.url.searchParams.get('from') ?? ''
  const validity = validities(edition.library.documents, dayInJapan(visit.now)).get(document.id) ?? none
  const passages = edition.library.passages.filter((passage) => passage.document === document.id)
  return (
    <>
      <Back to={from === 'draft' ? '/console/knowledge/draft' : '/console/knowledge'} label="一覧" />
      <div class="panel-head">
        <h1>{document.title}</h1>
        <EditLink id={document.id} path={document.path} visit={visit} />
      </div>
      <Facts
        of={[
          ['状態', <Tag kind={validity.status}>{desk.words.status[validity.status]}</Tag>],
          ['発行', `${document.issuer} ${document.number ?? ''}`],
          ['日付', document.issued ?? '—'],
          ['期間', periodInWords(document.period)],
          ['出典', document.source],
          ['ファイル', <code>{document.path}</code>],
          [
            '置き換え元',
            document.supersedes.length > 0 ? <Links ids={document.supersedes} edition={edition} from={from} /> : '—',
          ],
          [
            '置き換え先',
            validity.replacedBy.length > 0 ? <Links ids={validity.replacedBy} edition={edition} from={from} /> : '—',
          ],
        ]}
      />
      <h2>
        箇所（{passages.length}件{passages.length > PASSAGES_MAX ? `、先頭${PASSAGES_MAX}件を表示` : ''}）
      </h2>
      <ol class="passages">
        {passages.slice(0, PASSAGES_MAX).map(({ id, path, title, text }) => (
          <li class="panel">
            <h3>{title || path.at(-1)}</h3>
            <p class="dim">
              {path.join(' › ')} <code>{id}</code>
            </p>
            <p class="pre">{text}</p>
          </li>
        ))}
      </ol>
    </>
  )
}

export const knowledgeRoutes = (desk: Desk): Route[] => [
  {
    method: 'GET',
    path: '/console/knowledge',
    role: 'viewer',
    async handle(visit) {
      const edition = desk.knowledge.current()
      return show(desk, visit, {
        title: 'ナレッジ',
        at: '/console/knowledge',
        children: (
          <>
            <div class="panel-head">
              <h1>ナレッジ</h1>
              <a class="button" href="/console/knowledge/draft">
                文書の追加・下書き
              </a>
            </div>
            {edition === null ? (
              <Empty>公開された文書がまだありません。</Empty>
            ) : (
              <>
                <p class="dim">
                  公開中の版 <code>{edition.version}</code>（<Time at={new Date(edition.at)} />）
                </p>
                <Documents edition={edition} desk={desk} visit={visit} />
              </>
            )}
          </>
        ),
      })
    },
  },
  {
    method: 'GET',
    path: '/console/knowledge/document',
    role: 'viewer',
    async handle(visit) {
      const draft = visit.url.searchParams.get('from') === 'draft'
      const edition = draft ? await desk.knowledge.draft() : desk.knowledge.current()
      const document = edition?.library.documents.find(({ id }) => id === visit.url.searchParams.get('id'))
      if (!edition || !document) return notFound(desk.words)
      const since = new Date(visit.now.getTime() - RATED_MS)
      return show(desk, visit, {
        title: document.title,
        at: '/console/knowledge',
        children: (
          <>
            <Passages document={document} edition={edition} desk={desk} visit={visit} />
            <DocumentRatings rated={await desk.store.quality.rated(since, RATED_MAX)} id={document.id} desk={desk} />
          </>
        ),
      })
    },
  },
  ...draftRoutes(desk),
  ...editRoutes(desk),
]
