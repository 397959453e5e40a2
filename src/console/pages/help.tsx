import { z } from 'zod'
import { readWords } from '../../base/words.ts'
import { show } from '../frame.ts'
import type { Desk } from '../parts.ts'
import type { Route } from '../route.ts'

const shape = z.strictObject({
  lead: z.string(),
  topics: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z]+$/u),
      title: z.string(),
      steps: z.array(z.string()).default([]),
      lines: z.array(z.string()).default([]),
    }),
  ),
})

/** How the console is used, in the order of the work. */
export const helpRoutes = (desk: Desk): Route[] => {
  const { lead, topics } = readWords(desk.prompts, 'console-help.yaml', shape)
  return [
    {
      method: 'GET',
      path: '/console/help',
      role: 'viewer',
      handle: (visit) =>
        show(desk, visit, {
          title: '使い方',
          at: '/console/help',
          children: (
            <>
              <h1>使い方</h1>
              <p class="lead">{lead}</p>
              <nav aria-label="目次" class="panel">
                <ul class="contents">
                  {topics.map(({ id, title }) => (
                    <li>
                      <a href={`#help-${id}`}>{title}</a>
                    </li>
                  ))}
                </ul>
              </nav>
              {topics.map(({ id, title, steps, lines }) => (
                <section class="panel help" id={`help-${id}`} aria-labelledby={`help-${id}-title`}>
                  <h2 id={`help-${id}-title`}>{title}</h2>
                  {steps.length === 0 ? null : (
                    <ol>
                      {steps.map((step) => (
                        <li>{step}</li>
                      ))}
                    </ol>
                  )}
                  {lines.map((line) => (
                    <p>{line}</p>
                  ))}
                </section>
              ))}
            </>
          ),
        }),
    },
  ]
}
