import { fill } from '../../base/words.ts'
import type { FirstStep } from '../first-steps.ts'
import type { Desk } from '../parts.ts'
import { Tag } from './pieces.tsx'

/** What is left to do before people are let in; nothing once all of it is done. */
export const FirstSteps = ({ steps, desk }: { steps: FirstStep[]; desk: Desk }) => {
  const words = desk.settingsWords.firstSteps
  const left = steps.filter(({ done }) => !done).length
  if (left === 0) return null
  return (
    <section class="panel" aria-labelledby="first-steps">
      <div class="panel-head">
        <h2 id="first-steps">{words.title}</h2>
        <Tag kind="check">{fill(words.open, { n: left })}</Tag>
      </div>
      <p class="dim">{words.lead}</p>
      <ul class="steps">
        {steps.map(({ what, done, detail, at }) => (
          <li class={done ? 'step step-done' : 'step'}>
            <Tag kind={done ? 'ok' : 'check'}>{done ? '済み' : 'これから'}</Tag>
            <span>
              <strong>{at === null || done ? what : <a href={at}>{what}</a>}</strong>
              <span class="summary">{detail}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
