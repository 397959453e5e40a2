import { mayAs } from '../access/accounts.ts'
import { notFound } from '../access/gate.tsx'
import { changesOf, diffOf } from '../diff.ts'
import { show } from '../frame.ts'
import type { Edition, Previewed, Source } from '../knowledge-desk.ts'
import type { Desk } from '../parts.ts'
import { type Route, seeOther, type Visit, withQuery } from '../route.ts'
import { periodInWords } from '../validity.ts'
import { audited, DRAFT } from '../knowledge-acts.ts'
import { Csrf, Message } from './layout.tsx'
import { Back, Empty, Facts, Tag } from './pieces.tsx'

const EDIT = '/console/knowledge/edit'
const ROWS_MIN = 24

/** Where a document is edited. */
export const editAt = (id: string): string => withQuery(EDIT, { id })

const Diff = ({ before, after }: { before: string; after: string }) => {
  const lines = diffOf(before, after)
  const count = (kind: 'new' | 'gone') => lines.filter((line) => line.kind === kind).length
  if (count('new') + count('gone') === 0) return <Empty>公開中の内容と同じです。</Empty>
  return (
    <>
      <p>
        加わる行 {count('new')}・なくなる行 {count('gone')}
      </p>
      <div class="diff" tabindex={0} role="region" aria-label="公開中から変わる行">
        {changesOf(lines).map((line) =>
          line === null ? (
            <p class="diff-skip">…</p>
          ) : line.kind === 'same' ? (
            <p>　{line.text}</p>
          ) : line.kind === 'new' ? (
            <p>
              <ins>
                <span class="hidden">加わる：</span>＋{line.text}
              </ins>
            </p>
          ) : (
            <p>
              <del>
                <span class="hidden">なくなる：</span>−{line.text}
              </del>
            </p>
          ),
        )}
      </div>
    </>
  )
}

const Preview = ({ previewed }: { previewed: Previewed }) => {
  const { document, passages, problem } = previewed
  return (
    <>
      {problem === null ? null : <Message kind="problem">{problem}</Message>}
      {document === null ? (
        <Empty>このままでは、文書として読み取れません。</Empty>
      ) : (
        <Facts
          of={[
            ['題名', document.title],
            ['発行', `${document.issuer} ${document.number ?? ''}`],
            ['日付', document.issued ?? '—'],
            ['期間', periodInWords(document.period)],
          ]}
        />
      )}
      <ol class="passages">
        {passages.map(({ title, path, text, facts }) => (
          <li class="preview-passage">
            <h3>{title || path.at(-1)}</h3>
            {facts.length > 0 ? (
              <ul>
                {facts.map(({ label, keys, value, told }) => (
                  <li>
                    <strong>{[label, ...keys].join('・')}</strong>：{told ? value : '（文書は示していません）'}
                  </li>
                ))}
              </ul>
            ) : null}
            <p class="pre">{text}</p>
          </li>
        ))}
      </ol>
    </>
  )
}

/** The document of an id, as the draft has it or, without one, as it answers. */
const pathOf = async ({ knowledge }: Desk, id: string): Promise<{ path: string; title: string } | null> => {
  const find = (edition: Edition | null) => edition?.library.documents.find((document) => document.id === id) ?? null
  return find(await knowledge.draft()) ?? find(knowledge.current())
}

interface Editing {
  id: string
  title: string
  source: Source
  /** What is in the field; the draft's own text where nothing was typed yet. */
  text: string
  previewed: Previewed | null
  problem?: string
}

const editPage = (desk: Desk, visit: Visit, editing: Editing): Promise<Response> => {
  const { id, title, source, text, previewed, problem } = editing
  const children = (
    <>
      <Back to={withQuery('/console/knowledge/document', { id })} label="文書" />
      <h1>{title} を直す</h1>
      <p class="dim">
        <code>{source.path}</code>　ここで直したものは下書きに入り、公開するまで回答には使われません。
        {source.isEdited ? <Tag kind="check">下書きで直しています</Tag> : null}
      </p>
      <p class="dim">
        最初の「---」で挟まれた部分が文書の情報（題名・発行元・日付・期間）です。「###
        要点」の「項目：内容」の行が、そのまま回答に使われる事実になります。
      </p>
      <form method="post" action={EDIT} class="stack" enctype="multipart/form-data">
        <Csrf token={visit.csrf} />
        <input type="hidden" name="id" value={id} />
        <input type="hidden" name="seen" value={source.hash} />
        <div class="field">
          <label for="edit-text">文書の本文</label>
          <textarea id="edit-text" name="text" rows={ROWS_MIN} class="code" spellcheck={false}>
            {`\n${text}`}
          </textarea>
        </div>
        <div class="presses">
          <button class="button" type="submit" name="do" value="preview">
            読み取りと違いを確かめる
          </button>
          <button class="button button-main" type="submit" name="do" value="keep">
            下書きに保存して読み込む
          </button>
          {source.isEdited ? (
            <button
              class="button button-danger"
              type="submit"
              name="do"
              value="undo"
              data-confirm="下書きでの変更を捨てて、もとの文書に戻します。よろしいですか。"
            >
              もとの文書に戻す
            </button>
          ) : null}
        </div>
      </form>
      {previewed === null ? null : (
        <div class="two">
          <section class="panel" aria-labelledby="diff-title">
            <h2 id="diff-title">公開中から変わる行</h2>
            <Diff before={source.published} after={text} />
          </section>
          <section class="panel" aria-labelledby="preview-title">
            <h2 id="preview-title">こう読み取られます</h2>
            <Preview previewed={previewed} />
          </section>
        </div>
      )}
    </>
  )
  const status = problem === undefined ? 200 : 409
  return show(desk, visit, { title: `${title} を直す`, at: '/console/knowledge', problem, children }, status)
}

const lines = (text: string): string => text.replaceAll('\r\n', '\n')

export const editRoutes = (desk: Desk): Route[] => {
  const { knowledge, words } = desk
  const found = async (id: string) => {
    const document = await pathOf(desk, id)
    const source = document === null ? null : await knowledge.source(document.path)
    return document === null || source === null ? null : { id, title: document.title, source }
  }
  return [
    {
      method: 'GET',
      path: EDIT,
      role: 'operator',
      async handle(visit) {
        const editing = await found(visit.url.searchParams.get('id') ?? '')
        if (editing === null) return notFound(words)
        return editPage(desk, visit, { ...editing, text: editing.source.text, previewed: null })
      },
    },
    {
      method: 'POST',
      path: EDIT,
      role: 'operator',
      async handle(visit) {
        const { form } = visit
        const editing = await found(form.text('id'))
        if (editing === null) return notFound(words)
        const { path } = editing.source
        const text = lines(form.text('text'))
        const act = form.text('do')
        if (act === 'undo') {
          await knowledge.unedit(path)
          await audited(desk, visit, 'knowledge.unedit', { path })
          knowledge.build()
          return seeOther(`${DRAFT}?done=unedited`)
        }
        const previewed = await knowledge.preview(path, text)
        if (act !== 'keep') return editPage(desk, visit, { ...editing, text, previewed })
        if (previewed.document === null) {
          return editPage(desk, visit, { ...editing, text, previewed, problem: words.knowledge.unreadable })
        }
        const kept = await knowledge.edit(path, form.text('seen'), text)
        if (kept !== 'kept') {
          const problem = words.knowledge[kept === 'stale' ? 'staleText' : 'unreadable']
          return editPage(desk, visit, { ...editing, text, previewed, problem })
        }
        await audited(desk, visit, 'knowledge.edit', { path })
        knowledge.build()
        return seeOther(`${DRAFT}?done=edited`)
      },
    },
  ]
}

/** A link to where a document is edited, for those who may. */
export const EditLink = ({ id, path, visit }: { id: string; path: string; visit: Visit }) =>
  mayAs(visit.operator.role, 'operator') && /\.(?:md|txt)$/iu.test(path) ? (
    <a class="button" href={editAt(id)}>
      この文書を直す
    </a>
  ) : null
