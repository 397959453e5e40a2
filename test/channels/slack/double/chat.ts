import { messageFaults, streamFaults } from './limits.ts'
import { spoken, streamStopped, type StatusBoard } from './sessions.ts'
import { refuse, str, type Args, type Methods, type Workspace } from './workspace.ts'

const streamed = (args: Args): string =>
  [args['markdown_text'], ...((args['chunks'] as Args[] | undefined) ?? []).map((chunk) => chunk['text'])]
    .map(str)
    .join('')

/** Saying, changing, whispering and streaming. */
export const chatMethods = (space: Workspace, board: StatusBoard): Methods => ({
  'chat.postMessage': (args) => {
    space.checked(messageFaults(args), 'chat.postMessage', 'invalid_blocks')
    if (args['unfurl_links'] !== 'false' || args['unfurl_media'] !== 'false') space.violations.push('a post unfurls')
    const { ts } = space.add(args)
    spoken(board, args)
    return { ts, channel: args['channel'] }
  },
  'chat.update': (args) => {
    space.checked(messageFaults(args), 'chat.update', 'invalid_blocks')
    const message = space.found(args)
    if (message.streaming) refuse('streaming_state_conflict')
    message.text = str(args['text'])
    message.blocks = (args['blocks'] as Args[] | undefined) ?? []
    return { ts: message.ts }
  },
  'chat.postEphemeral': (args) => {
    space.checked(messageFaults(args), 'chat.postEphemeral', 'invalid_blocks')
    return { message_ts: space.add(args, { only: str(args['user']) }).ts }
  },
  'chat.startStream': (args) => {
    space.checked(streamFaults(args), 'chat.startStream', 'msg_too_long')
    if (args['thread_ts'] === undefined) refuse('invalid_thread_ts')
    const direct = str(args['channel']).startsWith('D')
    if (!direct && (args['recipient_team_id'] === undefined || args['recipient_user_id'] === undefined)) {
      refuse('missing_recipient_team_id')
    }
    const open = space
      .inChannel(str(args['channel']))
      .some((each) => each.streaming && each.thread_ts === args['thread_ts'])
    if (open) space.violations.push('chat.startStream: two streams at once in a thread')
    spoken(board, args)
    return { ts: space.add(args, { text: streamed(args), streaming: true }).ts }
  },
  'chat.appendStream': (args) => {
    space.checked(streamFaults(args), 'chat.appendStream', 'msg_too_long')
    const message = space.found(args)
    if (!message.streaming) refuse('message_not_in_streaming_state')
    message.text += streamed(args)
    return { ts: message.ts }
  },
  'chat.stopStream': (args) => {
    const message = space.found(args)
    if (!message.streaming) refuse('message_not_in_streaming_state')
    message.text += streamed(args)
    message.streaming = false
    streamStopped(board, str(args['channel']), message.thread_ts, args['session_status'])
    return { ts: message.ts }
  },
})
