import type { Child } from 'hono/jsx'
import { page } from './pages/layout.tsx'
import type { Desk } from './parts.ts'
import type { Visit } from './route.ts'

/** A whole page for this visit: who is signed in, where they are, and what has just been done. */
export const show = (
  { words }: Desk,
  visit: Visit,
  given: { title: string; at: string; children: Child; problem?: string | undefined },
  status = 200,
): Promise<Response> => {
  const { operator, csrf, url } = visit
  const done = words.done[url.searchParams.get('done') ?? '']
  const undone = words.undone[url.searchParams.get('undone') ?? '']
  return page(
    { ...given, problem: given.problem ?? undone, operator, csrf, roleLabel: words.roles[operator.role], done },
    status,
  )
}
