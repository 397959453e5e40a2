import { notice } from '../base/saying.ts'
import type { Effect, Inbound, Memory, Reply, RequestAct, Taken } from '../vocabulary/types.ts'
import type { Store } from '../store/store.ts'
import { formOf } from './drafts.ts'
import type { Fields } from './fields.ts'
import type { Kit } from './kit.ts'
import { withPointer } from './steps.ts'
import { isTheirs } from './whereabouts.ts'
import { fieldNames } from './words.ts'

/** A turn of the consultation: what is said, remembered and settled. */
export const saying = (reply: Reply | null, memory: Memory, decision: string, acts: RequestAct[] = []): Taken => ({
  reply,
  memory,
  trace: { whole: '', retrieved: [], confidence: null, decisions: [`consult: ${decision}`] },
  effects: acts.map((act): Effect => ({ kind: 'request', act })),
})

/** The person's place in the form, no longer remembered. */
export const forget = (message: Inbound, memory: Memory) => withPointer(memory, message.person.id, null)

/** A form that was sent: kept and shown with its errors, or submitted. */
export const formSent =
  ({ store, kit, now }: { store: Store; kit: Kit; now: () => Date }) =>
  async (
    message: Inbound,
    memory: Memory,
    action: { request: string; fields: Fields; consent: boolean },
  ): Promise<Taken> => {
    const { request, consent } = action
    const fields = Object.fromEntries(
      Object.entries(action.fields).filter(([name]) => fieldNames.some((n) => n === name)),
    )
    const draft = await store.requests.get(request)
    const { problems } = kit.reader.readAll({ ...draft?.fields, ...fields })
    const open = draft?.state === 'draft' && (await isTheirs(store, draft, message.person, message.from))
    if (!open || (Object.keys(problems).length === 0 && consent)) {
      return saying(null, forget(message, memory), 'submit', [{ act: 'submit', request, fields, consent }])
    }
    const shown = {
      ...draft,
      version: draft.version + 1,
      fields: kit.reader.readAll({ ...draft.fields, ...fields }).fields,
    }
    const faults = Object.values(problems)
    const lines = [
      faults.length > 0 ? kit.words.dialogue.formErrors : kit.words.problems.consent,
      ...faults.map((problem) => `・${problem}`),
      kit.words.dialogue.formSaved,
    ]
    const form = formOf(shown, problems, kit, await kit.settings.current(store), now())
    const reply = notice(lines.join('\n'), { outcome: 'escalate', form })
    return saying(reply, memory, 'form refused', [{ act: 'edit', request, fields }])
  }
