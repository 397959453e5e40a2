import type { Address, Form, Person } from '../../vocabulary/types.ts'
import { fill } from '../../base/words.ts'
import type { House } from '../channel.ts'
import { closedCard } from './cards.ts'
import type { TeamsMemory } from './memory.ts'
import { cardMessage } from './messages.ts'
import type { Member, Place, Sdk, Words } from './sdk.ts'
import type { TeamsWords } from './words.ts'

/** A dialog has to open within seconds, and a name is the least of it. */
const MEMBER_MS_MAX = 1_000
const NOBODY: Member = { name: '', email: '', principal: '', role: '' }

const inTime = (work: Promise<Member | null>): Promise<Member> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(NOBODY), MEMBER_MS_MAX)
    work.then(
      (member) => resolve(member ?? NOBODY),
      () => resolve(NOBODY),
    )
    void work.catch(() => null).then(() => clearTimeout(timer))
  })

/** Fields of the form that the roster knows, to be seen and changed by the person themselves. */
const KNOWN: Readonly<Record<string, keyof Member>> = { contact: 'name', email: 'email' }

/** What the roster and the chat have to do with a form: whose it is, and where it stands. */
export const createForms = (parts: {
  house: Pick<House, 'requests'>
  channel: string
  sdk: Sdk
  memory: TeamsMemory
  words: TeamsWords
}) => {
  const { house, channel, sdk, memory, words } = parts

  /** Where a request of this person stands, by its label; null while its form can be sent. */
  const overIn = async (address: Address, person: Person, request: string): Promise<string | null> => {
    const mine = await house.requests.mine(address, person)
    const line = mine.find((each) => each.request === request)
    if (line?.state === 'draft') return null
    return line === undefined ? words.form.gone : fill(words.form.over, { state: line.stateLabel })
  }

  return {
    overIn,

    /** The form with the name and mail address of its person, where nothing was filled in yet. */
    async known(form: Form, place: Place, person: string): Promise<Form> {
      const member = await inTime(sdk.member(place, place.user.id))
      const { principal } = member
      if (principal !== '') await memory.keepAsker(form.request, { person, principal })
      const fields = form.fields.map((field) => {
        const of = KNOWN[field.name]
        return field.value === '' && of !== undefined ? { ...field, value: member[of] } : field
      })
      return { ...form, fields }
    },

    /** Closes the forms in a person's own chat whose requests are drafts no more. `replace` puts words in their place. */
    async close(place: Place, replace: (id: string, said: Words) => Promise<unknown>): Promise<void> {
      for (const shown of await memory.formsIn(place.conversation)) {
        const address = { channel, conversation: place.conversation }
        const over = await overIn(address, { id: shown.person }, shown.request)
        if (over === null) continue
        for (const message of shown.messages) await replace(message, cardMessage(closedCard(over), over))
        await memory.removeForms(place.conversation, shown.request)
      }
    },
  }
}

export type Forms = ReturnType<typeof createForms>
