import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { Installation, InstallationQuery, InstallationStore } from '@slack/oauth'
import { z } from 'zod'
import { Failure } from '../../base/failure.ts'
import type { ChannelShelf } from '../channel.ts'
import { TOKEN_REFUSED } from './api.ts'

/** Installations that are looked through at once: workspaces of one organization, or a few of them. */
const INSTALLATIONS_MAX = 500
const PREFIX = 'install/'
const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_BYTES = 32

/** As much of an installation as is read here; the rest is the SDK's. */
const shape = z.looseObject({
  team: z.object({ id: z.string(), name: z.string().optional() }).nullish(),
  enterprise: z.object({ id: z.string(), name: z.string().optional() }).nullish(),
  isEnterpriseInstall: z.boolean().optional(),
  appId: z.string().optional(),
  bot: z.object({ token: z.string(), userId: z.string() }).nullish(),
})

/** One workspace, or one organization with all its workspaces, in which the app is installed. */
export interface Installed {
  /** T… or E…: what the installation is kept under. */
  key: string
  name: string
  appId: string | null
  bot: string | null
}

export interface Vault extends InstallationStore {
  list(): Promise<Installed[]>
  remove(key: string): Promise<void>
}

const keyOf = (of: {
  isEnterpriseInstall?: boolean | undefined
  teamId?: string | undefined
  enterpriseId?: string | undefined
}) => {
  const key = of.isEnterpriseInstall === true ? of.enterpriseId : of.teamId
  if (key === undefined) throw new Failure('slack.workspace', 'Slack names neither a workspace nor an organization.')
  return key
}

const sealWith = (key: Buffer, text: string, of: string): string => {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(of))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')
}

const openWith = (key: Buffer, sealed: string, of: string): string => {
  const bytes = Buffer.from(sealed, 'base64')
  try {
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES)).setAAD(Buffer.from(of))
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch (thrown) {
    const message = 'The installations cannot be read. SLACK_INSTALL_SECRET must be the one they were kept with.'
    throw new Failure('slack.vault', message, { cause: thrown })
  }
}

/** The tokens of all workspaces, in the database and unreadable without SLACK_INSTALL_SECRET. */
export const createVault = (shelf: ChannelShelf, secret: string): Vault => {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'telework-desk slack installations', KEY_BYTES))

  const at = async (of: string): Promise<Installation | null> => {
    const sealed = await shelf.get(`${PREFIX}${of}`)
    return sealed === null ? null : (JSON.parse(openWith(key, sealed, of)) as Installation)
  }

  return {
    async storeInstallation(installation) {
      const { team, enterprise, isEnterpriseInstall } = installation
      const of = keyOf({ isEnterpriseInstall, teamId: team?.id, enterpriseId: enterprise?.id })
      await shelf.put(`${PREFIX}${of}`, sealWith(key, JSON.stringify(installation), of))
    },

    async fetchInstallation({ teamId, enterpriseId }: InstallationQuery<boolean>) {
      // A workspace's own installation goes before that of its organization.
      const found =
        (teamId === undefined ? null : await at(teamId)) ?? (enterpriseId === undefined ? null : await at(enterpriseId))
      if (found === null)
        throw new Failure(
          'slack.token',
          `${TOKEN_REFUSED}: the app is not installed in ${teamId ?? enterpriseId ?? '-'}.`,
        )
      return found
    },

    async deleteInstallation(query) {
      await shelf.remove(`${PREFIX}${keyOf(query)}`)
    },

    remove: (of) => shelf.remove(`${PREFIX}${of}`),

    async list() {
      const kept = await shelf.list(PREFIX, INSTALLATIONS_MAX)
      const installed = kept.map(({ key: name, value }) => {
        const of = name.slice(PREFIX.length)
        const read = shape.parse(JSON.parse(openWith(key, value, of)))
        return {
          key: of,
          name: (read.isEnterpriseInstall === true ? read.enterprise?.name : read.team?.name) ?? of,
          appId: read.appId ?? null,
          bot: read.bot?.userId ?? null,
        }
      })
      return installed.sort((a, b) => a.key.localeCompare(b.key))
    },
  }
}
