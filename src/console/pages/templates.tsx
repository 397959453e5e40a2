import type { ReplyTemplate, StoredRequest } from '../../store/store.ts'
import { mayAs } from '../access/accounts.ts'
import { show } from '../frame.ts'
import { Csrf } from './layout.tsx'
import type { Desk } from '../parts.ts'
import { type Route, seeOther, type Visit } from '../route.ts'

export const TEMPLATES_MAX = 100
const TITLE_CHARACTERS_MAX = 60
const BODY_CHARACTERS_MAX = 3_000

/** The house's own words until operators have written theirs. */
export const templatesOf = async (desk: Desk): Promise<ReplyTemplate[]> => {
  const kept = await desk.store.workplace.templates(TEMPLATES_MAX)
  if (kept.length > 0) return kept
  return desk.words.templates.map(({ title, body }, n) => ({
    id: `default-${n}`,
    title,
    body,
    updatedAt: new Date(0),
    updatedBy: '',
  }))
}

/** Puts the request's own words where a template has a place for them. */
export const fillTemplate = (body: string, request: StoredRequest, operator: string): string => {
  const places: Record<string, string> = {
    相談者: request.fields['contact'] ?? '',
    団体: request.organisation,
    受付番号: request.number ?? '',
    担当者: operator,
  }
  return body.replaceAll(/\{([^{}\n]{1,20})\}/gu, (whole, name: string) => places[name] ?? whole).trim()
}

const Editor = ({ template, csrf }: { template: ReplyTemplate | null; csrf: string }) => {
  const id = template?.id ?? 'new'
  return (
    <form method="post" action="/console/templates" class="stack">
      <Csrf token={csrf} />
      <input type="hidden" name="id" value={template?.id ?? ''} />
      <div class="field">
        <label for={`t-${id}`}>題名</label>
        <input id={`t-${id}`} name="title" value={template?.title ?? ''} maxlength={TITLE_CHARACTERS_MAX} required />
      </div>
      <div class="field">
        <label for={`b-${id}`}>本文</label>
        <textarea id={`b-${id}`} name="body" rows={7} maxlength={BODY_CHARACTERS_MAX} required>
          {template?.body ?? ''}
        </textarea>
      </div>
      <div class="presses">
        <button class="button button-main" type="submit">
          保存
        </button>
        {template ? (
          <button class="button" type="submit" formaction="/console/templates/remove" formnovalidate>
            消す
          </button>
        ) : null}
      </div>
    </form>
  )
}

const Templates = ({ templates, visit }: { templates: ReplyTemplate[]; visit: Visit }) => {
  const may = mayAs(visit.operator.role, 'operator')
  return (
    <>
      <h1>返信のひな形</h1>
      <p class="lead">
        本文の <code>{'{相談者}'}</code> <code>{'{団体}'}</code> <code>{'{受付番号}'}</code> <code>{'{担当者}'}</code>{' '}
        は、相談票の内容に置き換わります。
      </p>
      {may ? (
        <details class="panel">
          <summary>新しいひな形を作る</summary>
          <Editor template={null} csrf={visit.csrf} />
        </details>
      ) : null}
      {templates.map((template) => (
        <section class="panel" aria-label={template.title}>
          <h2>{template.title}</h2>
          <p class="pre quote">{template.body}</p>
          {may ? (
            <details>
              <summary>直す</summary>
              <Editor template={template} csrf={visit.csrf} />
            </details>
          ) : null}
        </section>
      ))}
    </>
  )
}

export const templateRoutes = (desk: Desk): Route[] => {
  const { store } = desk
  /** The first change makes the house's words the operators' own, so that none of them is lost. */
  const adopt = async (visit: Visit) => {
    if ((await store.workplace.templates(1)).length > 0) return
    for (const { id, title, body } of await templatesOf(desk)) {
      await store.workplace.keepTemplate({ id, title, body, updatedBy: visit.operator.id }, visit.now)
    }
  }
  return [
    {
      method: 'GET',
      path: '/console/templates',
      role: 'viewer',
      async handle(visit) {
        return show(desk, visit, {
          title: 'ひな形',
          at: '/console/templates',
          children: <Templates templates={await templatesOf(desk)} visit={visit} />,
        })
      },
    },
    {
      method: 'POST',
      path: '/console/templates',
      role: 'operator',
      async handle({ form, ...rest }) {
        const visit = { form, ...rest }
        const title = [...form.text('title').trim()].slice(0, TITLE_CHARACTERS_MAX).join('')
        const body = form.text('body').replaceAll('\r\n', '\n').slice(0, BODY_CHARACTERS_MAX)
        if (title === '' || body.trim() === '') return seeOther('/console/templates')
        await adopt(visit)
        const kept = await store.workplace.templates(TEMPLATES_MAX)
        const known = kept.some(({ id }) => id === form.text('id'))
        if (!known && kept.length >= TEMPLATES_MAX) return seeOther('/console/templates')
        const id = known ? form.text('id') : desk.newId()
        await store.workplace.keepTemplate({ id, title, body, updatedBy: visit.operator.id }, visit.now)
        return seeOther('/console/templates?done=template')
      },
    },
    {
      method: 'POST',
      path: '/console/templates/remove',
      role: 'operator',
      async handle(visit) {
        await adopt(visit)
        await store.workplace.removeTemplate(visit.form.text('id'))
        return seeOther('/console/templates?done=templateGone')
      },
    },
  ]
}
