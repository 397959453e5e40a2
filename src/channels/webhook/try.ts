import { randomUUID } from 'node:crypto'
import { Failure, wordsOf } from '../../base/failure.ts'
import { readyProfiles, type Profile } from './profile.ts'
import { sampleOf } from './sample.ts'

const TRY_MS_MAX = 60_000
const ANSWER_CHARACTERS_MAX = 4_000

/** The ready profile of a name; a usage fault that lists the names there are. */
export const profileNamed = (name: string): Profile => {
  const profile = readyProfiles().get(name)
  if (profile !== undefined) return profile
  throw new Failure('usage', `There is no profile “${name}”. Choose one of ${[...readyProfiles().keys()].join(', ')}.`)
}

/** Sends a signed test message to a hook of one's own server, as the chat would. */
export const tryHook = async (given: {
  /** The whole address, such as http://127.0.0.1:3978/hooks/logo. */
  url: string
  profile: string
  key: string
  text: string
  /** What the hook's push.values say, where the chat's messages hold it, such as LINE WORKS' botId. */
  values?: Readonly<Record<string, string>>
}): Promise<{ status: number; body: string }> => {
  const sample = sampleOf(profileNamed(given.profile), {
    key: given.key,
    id: `try-${randomUUID()}`,
    text: given.text,
    at: new Date(),
    values: given.values ?? {},
  })
  try {
    const response = await fetch(given.url, {
      method: 'POST',
      headers: sample.headers,
      body: sample.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(TRY_MS_MAX),
    })
    return { status: response.status, body: (await response.text()).slice(0, ANSWER_CHARACTERS_MAX) }
  } catch (thrown) {
    throw new Failure('hook.try', `${given.url} could not be reached: ${wordsOf(thrown)}. Is the desk running there?`)
  }
}
