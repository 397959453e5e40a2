import { z } from 'zod'
import type { DocumentAbout, DraftFile } from '../knowledge-desk.ts'
import type { Desk } from '../parts.ts'
import { type Route, seeOther, type Visit } from '../route.ts'
import { audited, DRAFT } from '../knowledge-acts.ts'
import { Csrf } from './layout.tsx'

const CHARACTERS_MAX = 200

const fields: { name: keyof DocumentAbout; label: string; type: 'text' | 'date' | 'url'; hint: string }[] = [
  { name: 'title', label: '題名', type: 'text', hint: '回答の出典に出ます' },
  { name: 'issuer', label: '発行元', type: 'text', hint: '例：総務省' },
  { name: 'issued', label: '日付', type: 'date', hint: 'いつの時点の内容か' },
  { name: 'periodFrom', label: '有効な期間（始まり）', type: 'date', hint: 'なければ空のまま' },
  { name: 'periodTo', label: '有効な期間（終わり）', type: 'date', hint: 'この日を過ぎると「終了」として答えます' },
  { name: 'source', label: '出典の説明', type: 'text', hint: '例：庁内掲示（2026年11月）' },
  { name: 'url', label: 'もとのアドレス', type: 'url', hint: '例：https://www.example.lg.jp/' },
]

/** What one knows of a document that does not say so itself, such as a PDF. */
export const AboutFields = ({ id }: { id: string }) => (
  <div class="about-fields">
    {fields.map(({ name, label, type, hint }) => (
      <div class="field">
        <label for={`${id}-${name}`}>{label}</label>
        <input
          id={`${id}-${name}`}
          name={name}
          type={type}
          maxlength={CHARACTERS_MAX}
          aria-describedby={`${id}-${name}-hint`}
        />
        <p class="hint" id={`${id}-${name}-hint`}>
          {hint}
        </p>
      </div>
    ))}
  </div>
)

const day = z.iso.date()
const address = z.url({ protocol: /^https?$/u })

/** What was typed, or which field is wrong, in words. */
export const aboutOf = ({ form }: Visit, words: Desk['words']): { about: DocumentAbout } | { problem: string } => {
  const text = (name: string) => form.text(name).normalize('NFKC').trim().slice(0, CHARACTERS_MAX)
  const about: DocumentAbout = {
    title: text('title'),
    issuer: text('issuer'),
    issued: text('issued'),
    periodFrom: text('periodFrom'),
    periodTo: text('periodTo'),
    source: text('source'),
    url: text('url'),
  }
  const days = [about.issued, about.periodFrom, about.periodTo]
  if (days.some((each) => each !== '' && !day.safeParse(each).success)) return { problem: words.knowledge.badDay }
  if (about.periodFrom !== '' && about.periodTo !== '' && about.periodFrom > about.periodTo) {
    return { problem: words.knowledge.badPeriod }
  }
  if (about.url !== '' && !address.safeParse(about.url).success) return { problem: words.knowledge.badUrl }
  return { about }
}

export const isEmptyAbout = (about: DocumentAbout): boolean => Object.values(about).every((value) => value === '')

/** The way to say it later, beside an added file. */
export const AboutForm = ({ file, n, visit }: { file: DraftFile; n: number; visit: Visit }) => (
  <details class="about">
    <summary>
      文書の情報<span class="hidden">（{file.name}）</span>
    </summary>
    <form method="post" action="/console/knowledge/about" class="stack">
      <Csrf token={visit.csrf} />
      <input type="hidden" name="name" value={file.name} />
      <p class="hint">
        ここに入れたものは、ファイルの中に書かれた情報より優先します。空のまま保存すると、入れたものを消します。
      </p>
      <AboutFields id={`about-${n}`} />
      <button class="button" type="submit">
        保存して読み込む
      </button>
    </form>
  </details>
)

export const aboutRoutes = (desk: Desk, again: (visit: Visit, problem: string) => Promise<Response>): Route[] => [
  {
    method: 'POST',
    path: '/console/knowledge/about',
    role: 'operator',
    async handle(visit) {
      const read = aboutOf(visit, desk.words)
      if ('problem' in read) return again(visit, read.problem)
      const name = visit.form.text('name')
      if (!(await desk.knowledge.describe(name, read.about))) return again(visit, desk.words.knowledge.noFile)
      await audited(desk, visit, 'knowledge.about', { name })
      desk.knowledge.build()
      return seeOther(`${DRAFT}?done=about`)
    },
  },
]
