import { readFileSync } from 'node:fs'
import type { Manifest } from '@slack/web-api/dist/types/request/manifest.js'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { slackManifest, slackScopes } from '../../../src/channels/slack/slack.ts'
import { promptsDir } from '../../support/shipped-index.ts'

const text = (max: number, min = 1) => z.string().min(min).max(max)
const address = z
  .string()
  .regex(/^https?:\/\//u)
  .max(3_000)

/** Written after Slack's published schema of version 1, with `agent_view` as its SDK describes it. */
const official = z.strictObject({
  display_information: z.strictObject({
    name: text(35),
    description: text(140).optional(),
    long_description: text(4_000, 175).optional(),
    background_color: z
      .string()
      .regex(/^#(?:[0-9a-fA-F]{3}){1,2}$/u)
      .optional(),
  }),
  features: z.strictObject({
    agent_view: z.strictObject({
      agent_description: text(300),
      suggested_prompts: z.array(z.strictObject({ title: text(200), message: text(2_000) })).max(4),
    }),
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({ display_name: z.string().regex(/^[a-z0-9._-]{1,80}$/u), always_online: z.boolean() }),
    shortcuts: z
      .array(
        z.strictObject({
          name: text(24),
          type: z.enum(['message', 'global']),
          callback_id: text(255),
          description: text(150),
        }),
      )
      .min(1)
      .max(10),
    slash_commands: z
      .array(
        z.strictObject({
          command: z.string().regex(/^\/.{1,31}$/u),
          url: address.optional(),
          description: text(2_000),
          usage_hint: text(1_000),
          should_escape: z.boolean(),
        }),
      )
      .min(1)
      .max(50),
  }),
  oauth_config: z.strictObject({
    scopes: z.strictObject({ bot: z.array(text(50)).max(255) }),
    redirect_urls: z.array(address).max(1_000).optional(),
  }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ request_url: address.optional(), bot_events: z.array(text(50)).max(100) }),
    interactivity: z.strictObject({ is_enabled: z.boolean(), request_url: address.optional() }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
})

const http = slackManifest({ prompts: promptsDir, url: 'https://desk.example.lg.jp/' })
const socket = slackManifest({ prompts: promptsDir, url: null })

describe('the manifest of the Slack app', () => {
  it.for([
    ['HTTP', http],
    ['Socket Mode', socket],
    ['several workspaces', slackManifest({ prompts: promptsDir, url: 'https://desk.example.lg.jp', many: true })],
  ] as const)('is what Slack accepts: %s', ([, manifest]) => {
    // The SDK's own types, as far as they go: its lists of scopes and events lag behind.
    const features: Manifest['features'] = manifest.features
    const { event_subscriptions: _, ...others } = manifest.settings
    const settings: Manifest['settings'] = others
    expect([features, settings]).toHaveLength(2)
    expect(official.safeParse(manifest).error).toBeUndefined()
    const { bot_events: events } = manifest.settings.event_subscriptions
    expect(new Set(events).size).toBe(events.length)
    expect(events).toEqual(
      expect.arrayContaining(['message.channels', 'message.groups', 'app_mention', 'tokens_revoked']),
    )
    expect(manifest.oauth_config.scopes.bot).toEqual(
      expect.arrayContaining(['assistant:write', 'chat:write', 'channels:history', 'im:write', 'users:read']),
    )
  })

  it('names one address for everything over HTTP, and none for a socket', () => {
    const urls = (manifest: unknown) => JSON.stringify(manifest).match(/https?:[^"]+/gu) ?? []
    expect(new Set(urls(http))).toEqual(new Set(['https://desk.example.lg.jp/slack/events']))
    expect(urls(http)).toHaveLength(3)
    expect(urls(socket)).toEqual([])
    expect([http.settings.socket_mode_enabled, socket.settings.socket_mode_enabled]).toEqual([false, true])
  })

  it('asks for nothing that is not used, and says of each scope why', () => {
    expect(slackScopes).not.toContain('im:read')
    const page = readFileSync(new URL('../../../docs/slack.md', import.meta.url), 'utf8')
    for (const scope of slackScopes) expect(page).toContain(`\`${scope}\``)
    for (const scope of page.match(/(?<=^\| `)[a-z_]+:[a-z.]+(?:\.[a-z]+)?(?=`)/gmu) ?? []) {
      expect(slackScopes).toContain(scope)
    }
  })
})
