import { z } from 'zod'
import type { Place } from './sdk.ts'

/**
 * What Teams sends, checked before the SDK sees it: a body of the wrong shape makes the SDK reject outside its own
 * try/catch. Only what the desk reads is named, and nothing else is handed on.
 */
// No control characters and no half of a pair: ids are keys of a store, and not each store can hold those.
const id = z
  .string()
  .max(1_000)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u)
const account = z.object({
  id,
  name: z.string().max(500).nullish(),
  aadObjectId: id.nullish(),
})
const entity = z.object({
  type: z.string().max(200),
  text: z.string().max(2_000).nullish(),
  mentioned: z.object({ id, name: z.string().max(500).nullish() }).nullish(),
})

const activityShape = z.object({
  type: z.string().min(1).max(100),
  id,
  // Whose message it is, is judged after its token: a stranger is told nothing of what is taken here.
  channelId: z.string().min(1).max(100),
  serviceUrl: z.url({ protocol: /^https?$/u }).max(500),
  from: account,
  recipient: account,
  conversation: z.object({
    id,
    conversationType: z.string().max(50).nullish(),
    tenantId: z.string().max(100).nullish(),
  }),
  text: z.string().nullish(),
  textFormat: z.string().max(20).nullish(),
  name: z.string().max(200).nullish(),
  action: z.string().max(100).nullish(),
  replyToId: z.string().max(1_000).nullish(),
  value: z.unknown().optional(),
  entities: z.array(entity).max(100).nullish(),
  attachments: z
    .array(z.object({ contentType: z.string().max(200) }))
    .max(100)
    .nullish(),
  membersAdded: z.array(z.object({ id })).max(500).nullish(),
  channelData: z
    .object({ tenant: z.object({ id: z.string().max(100) }).nullish(), eventType: z.string().max(100).nullish() })
    .nullish(),
})

export type Activity = z.infer<typeof activityShape>

/** The one channel that is heard, and the name under which its tokens are endorsed. */
export const MSTEAMS = 'msteams'

/** The activity, or where it is wrong. */
export const readActivity = (body: unknown): { ok: true; activity: Activity } | { ok: false; where: string } => {
  const read = activityShape.safeParse(body)
  if (read.success) return { ok: true, activity: read.data }
  const where = read.error.issues[0]?.path.join('.') ?? ''
  return { ok: false, where: where === '' ? 'JSON' : where }
}

/** Every tenant that the activity names; they must all be allowed, so that none can hide behind another. */
export const tenantsOf = ({ conversation, channelData }: Activity): string[] =>
  [conversation.tenantId, channelData?.tenant?.id].filter(
    (tenant) => typeof tenant === 'string' && tenant !== '',
  ) as string[]

export type Scope = 'personal' | 'groupChat' | 'channel'

/** What is not named is taken for a group: there, less is shown and more is asked. */
export const scopeOf = ({ conversation }: Activity): Scope => {
  const { conversationType } = conversation
  return conversationType === 'personal' || conversationType === 'channel' ? conversationType : 'groupChat'
}

/** A thread of a team's channel has its own conversation id; the channel's is what stands before it. */
export const rootOf = (conversation: string): string => conversation.replace(/;messageid=[\w-]+$/u, '')

/**
 * Members of a group share its place, not what each of them talks about: everyone has a conversation of their own there,
 * named by the person behind the place's own id.
 */
export const sharedWith = (conversation: string, person: string): string =>
  `${conversation}#${person.replaceAll('#', '')}`

/** The id by which Teams knows the place of a conversation. */
export const placeIn = (conversation: string): string => conversation.replace(/#[^#]*$/u, '')

/** Pictures and files, which the desk does not see. Each message has its own text as an attachment too. */
export const hasPicture = ({ attachments }: Activity): boolean =>
  (attachments ?? []).some(
    ({ contentType }) =>
      contentType.startsWith('image/') || contentType === 'application/vnd.microsoft.teams.file.download.info',
  )

/** One person is one id in every conversation of the tenant. */
export const personOf = ({ from }: Activity): { id: string; name?: string } => ({
  id: from.aadObjectId ?? from.id,
  ...(typeof from.name === 'string' && from.name !== '' ? { name: from.name } : {}),
})

const ENTITIES: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
  '&nbsp;': ' ',
}

export const mentions = ({ entities, recipient }: Activity): boolean =>
  (entities ?? []).some(({ type, mentioned }) => type === 'mention' && mentioned?.id === recipient.id)

/**
 * What the person wrote, without the mention of the desk. Mentions are taken out as the literal text that the entity
 * tells, since names contain anything; of other people the name stays.
 */
export const spoken = (activity: Activity): string => {
  let text = activity.text ?? ''
  for (const { type, text: written, mentioned } of activity.entities ?? []) {
    if (type !== 'mention' || !written) continue
    const stays = mentioned?.id === activity.recipient.id ? '' : `@${mentioned?.name ?? ''}`
    text = text.replaceAll(written, () => stays)
  }
  if (activity.textFormat === 'xml') {
    text = text.replaceAll(/&(?:lt|gt|quot|#39|amp|nbsp);/gu, (entity) => ENTITIES[entity] ?? entity)
  }
  return text.replaceAll('\u00A0', ' ').trim()
}

/** In a group everyone has a conversation of their own with the desk. */
export const conversationOf = (activity: Activity): string => {
  const { id } = activity.conversation
  return scopeOf(activity) === 'personal' ? id : sharedWith(id, personOf(activity).id)
}

/** Where an activity came from, as it is reached again. */
export const placeOf = (activity: Activity): Place => ({
  serviceUrl: activity.serviceUrl,
  conversation: activity.conversation.id,
  scope: scopeOf(activity),
  tenant: tenantsOf(activity)[0] ?? '',
  bot: { id: activity.recipient.id, name: activity.recipient.name ?? '' },
  user: { id: activity.from.id, name: activity.from.name ?? '' },
})
