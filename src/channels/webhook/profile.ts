import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'
import { Failure, wordsOf } from '../../base/failure.ts'

/**
 * A profile says everything that makes one chat differ from another: how its messages are verified, where their fields
 * are, and how it is answered. Adding a chat is writing one of these.
 */

/** Both `src/channels/webhook` and `dist/channels/webhook` are three folders below the package, which ships `src`. */
const READY = fileURLToPath(new URL('../../../src/channels/webhook/profiles.yaml', import.meta.url))

/** Both sides: a clock may run ahead as well as behind. */
const WINDOW_SECONDS = 300
const WINDOW_SECONDS_MAX = 86_400
const DEADLINE_MS_MAX = 25_000
const TEXT_CHARACTERS_MIN = 100

const pointer = z.string().regex(/^(?:\/[^/]+)+$/u, 'must be a JSON pointer such as /user/id')
const header = z.string().regex(/^[a-z0-9-]+$/u, 'must be the name of a header in lower case')
/** The first of these that holds something. */
const pointers = z.array(pointer).min(1)

/** Any JSON, whose texts may hold {places}. */
export type Tree = string | number | boolean | null | Tree[] | { [name: string]: Tree }
const tree: z.ZodType<Tree> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(tree), z.record(z.string(), tree)]),
)

/** Where a platform writes its proof or a moment. */
const place = z.union([
  z.strictObject({ header, prefix: z.string().default('') }),
  z.strictObject({ query: z.string().min(1) }),
  z.strictObject({ body: pointer }),
])
export type Place = z.infer<typeof place>

const timestamp = z.strictObject({
  in: place,
  unit: z.enum(['seconds', 'milliseconds', 'iso']),
  /** How old it may be. */
  windowSeconds: z.int().positive().max(WINDOW_SECONDS_MAX).default(WINDOW_SECONDS),
  /** False where the platform leaves it out of some of its messages. */
  required: z.boolean().default(true),
})
export type Timestamp = z.infer<typeof timestamp>

const verify = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('hmac'),
      in: z.array(place).min(1),
      encoding: z.enum(['hex', 'base64']),
      /** How the key that the operator was given becomes bytes. */
      key: z.enum(['utf8', 'base64']).default('utf8'),
      over: z.enum(['body', 'timestamp.body']).default('body'),
      timestamp: timestamp.optional(),
    })
    .refine(
      ({ over, timestamp: moment }) => over === 'body' || (moment !== undefined && 'header' in moment.in),
      'a signature over timestamp.body needs a timestamp in a header',
    ),
  z.strictObject({ kind: z.literal('token'), in: z.array(place).min(1), timestamp: timestamp.optional() }),
])
export type Verify = z.infer<typeof verify>

/** 'set' is anything that is there and not false; else one of these values, in which {places} may stand. */
const condition = z.strictObject({ at: pointers, is: z.union([z.literal('set'), z.array(z.string()).min(1)]) })
export type Condition = z.infer<typeof condition>

const auth = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('header'), header, prefix: z.string().default('') }),
  /** Signed in the way in which incoming messages are. */
  z.strictObject({ kind: z.literal('signed') }),
  /** A service account's JWT is changed for a token that lives for a while (RFC 7523). */
  z.strictObject({ kind: z.literal('service-account'), tokenUrl: z.string().min(1), scope: z.string().min(1) }),
])

const push = z.strictObject({
  method: z.enum(['POST', 'PUT']).default('POST'),
  url: z.string().min(1),
  /** For somebody who writes outside any room. */
  directUrl: z.string().min(1).optional(),
  headers: z.record(header, z.string()).default({}),
  as: z.enum(['json', 'form']).default('json'),
  body: tree,
  success: z.array(z.int().min(200).max(299)).min(1),
  /** Where the platform says under which id the words arrived. */
  sentId: pointer.optional(),
  /** Seconds to wait, or the moment in seconds since 1970 at which a limit ends, beside Retry-After. */
  limitEnds: header.optional(),
  auth,
})

/** Lines that people may tap; each of them writes the number. */
const taps = z.strictObject({
  at: pointer,
  item: tree,
  max: z.int().positive(),
  labelMax: z.int().positive(),
})

export const groupRule = z.strictObject({
  mention: z.array(z.string().min(1)).default([]),
  keywords: z.array(z.string().min(1)).default([]),
})
export type GroupRule = z.infer<typeof groupRule>

export const profileShape = z.strictObject({
  title: z.string().min(1),
  verify,
  /** Headers that must hold a value beside the proof. */
  expect: z.array(z.strictObject({ header, is: z.string().min(1) })).default([]),
  body: z.array(z.enum(['json', 'form'])).min(1),
  /** Where a contract has a version, the only one that is understood; a message without one is of that version. */
  version: z.strictObject({ at: pointer, is: z.string() }).optional(),
  fields: z.strictObject({
    /** 'digest' where the platform gives its messages no id: the same bytes are the same message. */
    id: z.union([pointers, z.literal('digest')]),
    room: pointers,
    person: pointers,
    name: pointers.optional(),
    /** A list of the groups that the person is in; believed, since the whole body is proven. */
    groups: pointers.optional(),
    text: pointers,
    /** Set where the room belongs to one person and the desk alone. */
    direct: pointers.optional(),
    /** The word at the beginning by which the platform knew that the desk is meant. */
    trigger: pointers.optional(),
  }),
  /** Only what fulfils all of these is a message. */
  take: z.array(condition).default([]),
  /** What fulfils one of these is not: edits, other bots, the desk's own words. */
  ignore: z.array(condition).default([]),
  /** What makes a message in a group one for the desk, beside the operator's words. */
  mentioned: z.array(condition).default([]),
  /** Markup by which the platform writes a mention; taken away before the desk reads. */
  strip: z.array(z.string()).default([]),
  group: groupRule.default({ mention: [], keywords: [] }),
  reply: z.strictObject({
    mode: z.enum(['push', 'response']).default('push'),
    deadlineMs: z.int().min(0).max(DEADLINE_MS_MAX).default(3_000),
    /** Answers the platform's request with words. */
    said: tree,
    /** Answers it without. */
    silent: tree,
  }),
  push,
  taps: taps.optional(),
  textMax: z.int().min(TEXT_CHARACTERS_MIN).max(100_000),
  /** Markup that the platform would act upon, by pattern, and what stands for it in a text. */
  defuse: z.array(z.strictObject({ match: z.string(), with: z.string() })).default([]),
  /** Names that the operator must give a value for. */
  values: z.record(z.string().regex(/^[a-zA-Z]+$/u), z.string()).default({}),
  /** A message as the platform sends it, for the contract page and for trying. */
  example: z.record(z.string(), tree),
})
export type Profile = z.infer<typeof profileShape>

let ready: ReadonlyMap<string, Profile> | null = null

/** The profiles that ship with the desk, by name. */
export const readyProfiles = (): ReadonlyMap<string, Profile> => {
  if (ready !== null) return ready
  try {
    const read = z.record(z.string(), profileShape).parse(parse(readFileSync(READY, 'utf8')))
    ready = new Map(Object.entries(read))
    return ready
  } catch (thrown) {
    throw new Failure('hooks.profiles', `${READY} cannot be used: ${wordsOf(thrown)}. Install the package again.`)
  }
}
