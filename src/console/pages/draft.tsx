import type { Taken } from '../../vocabulary/types.ts'
import { mayAs } from '../access/accounts.ts'
import { audited, DRAFT } from '../knowledge-acts.ts'
import { Asked, Files, Progress, Questions, QUESTION_CHARACTERS_MAX, Switching } from './draft-panels.tsx'
import { Edits, Versions } from './draft-versions.tsx'
import { AddedQuestions, questionRoutes } from './draft-questions.tsx'
import { aboutOf, aboutRoutes, isEmptyAbout } from './document-about.tsx'
import { show } from '../frame.ts'
import { Csrf, fragment } from './layout.tsx'
import type { Desk } from '../parts.ts'
import { Time } from './pieces.tsx'
import { type Route, seeOther, type Visit } from '../route.ts'

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
      <Edits edits={await knowledge.edits()} draft={draft} />
      {await AddedQuestions({ desk, visit })}
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
        <Progress building={knowledge.building()} added={files} words={desk.words} />
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
      {mayAs(visit.operator.role, 'supervisor') ? (
        <>
          <Switching visit={visit} draft={draft && (await knowledge.reviewed())} />
          <Versions versions={await knowledge.versions()} current={current?.version ?? null} visit={visit} />
        </>
      ) : null}
    </>
  )
  const { problem, status } = given
  return show(desk, visit, { title: '下書き', at: '/console/knowledge', problem, children: body }, status)
}

/** What supervisors decide: which version answers. */
const publishingRoutes = (desk: Desk): Route[] => {
  const { knowledge, words } = desk
  return [
    {
      method: 'POST',
      path: '/console/knowledge/publish',
      role: 'supervisor',
      async handle(visit) {
        if ((await knowledge.reviewed()) === null) {
          return draftPage(desk, visit, { problem: words.knowledge.noDraft, status: 409 })
        }
        const seen = { version: visit.form.text('version'), content: visit.form.text('content') }
        const outcome = await knowledge.publish(seen, (version) =>
          audited(desk, visit, 'knowledge.publish', { version, content: seen.content }),
        )
        if (outcome !== 'begun') return draftPage(desk, visit, { problem: words.knowledge[outcome], status: 409 })
        return seeOther(DRAFT)
      },
    },
    {
      method: 'POST',
      path: '/console/knowledge/restore',
      role: 'supervisor',
      async handle(visit) {
        const version = visit.form.text('version')
        if (!(await knowledge.restore(version))) {
          return draftPage(desk, visit, { problem: words.knowledge.noEarlier, status: 409 })
        }
        await audited(desk, visit, 'knowledge.roll-back', { version })
        return seeOther(`${DRAFT}?done=restored`)
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
        return seeOther(`${DRAFT}?done=rolledBack`)
      },
    },
  ]
}

export const draftRoutes = (desk: Desk): Route[] => {
  const { knowledge, words } = desk
  return [
    { method: 'GET', path: DRAFT, role: 'viewer', handle: (visit) => draftPage(desk, visit) },
    {
      method: 'GET',
      path: '/console/knowledge/building',
      role: 'viewer',
      handle: async () =>
        fragment(<Progress building={knowledge.building()} added={await knowledge.files()} words={words} />),
    },
    {
      method: 'POST',
      path: '/console/knowledge/upload',
      role: 'operator',
      upload: true,
      async handle(visit) {
        const files = visit.form.files('files').filter(({ size }) => size > 0)
        if (files.length === 0) return draftPage(desk, visit, { problem: words.knowledge.noFile, status: 422 })
        const read = aboutOf(visit, words)
        if ('problem' in read) return draftPage(desk, visit, { problem: read.problem, status: 422 })
        for (const file of files) {
          const kept = await knowledge.put(file.name, new Uint8Array(await file.arrayBuffer()))
          if (kept === 'name') {
            const problem = words.knowledge.badName.replace('{name}', file.name.slice(0, 100))
            return draftPage(desk, visit, { problem, status: 422 })
          }
          if (files.length === 1 && !isEmptyAbout(read.about)) await knowledge.describe(file.name, read.about)
          await audited(desk, visit, 'knowledge.upload', { name: file.name })
        }
        knowledge.build()
        return seeOther(`${DRAFT}?done=uploaded`)
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
        return seeOther(`${DRAFT}?done=removed`)
      },
    },
    {
      method: 'POST',
      path: '/console/knowledge/build',
      role: 'operator',
      async handle() {
        knowledge.build()
        return seeOther(DRAFT)
      },
    },
    {
      method: 'POST',
      path: '/console/knowledge/ask',
      role: 'operator',
      async handle(visit) {
        const question = visit.form.text('question').trim().slice(0, QUESTION_CHARACTERS_MAX)
        if (question === '') return seeOther(DRAFT)
        const [current, draft] = [await knowledge.ask(question, 'current'), await knowledge.ask(question, 'draft')]
        return draftPage(desk, visit, { answers: { question, current, draft } })
      },
    },
    ...aboutRoutes(desk, (visit, problem) => draftPage(desk, visit, { problem, status: 422 })),
    ...publishingRoutes(desk),
    ...questionRoutes(desk),
  ]
}
