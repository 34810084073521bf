/** A campaign's progress as text. Pure: the same progress makes the same lines. */
import { styleText } from 'node:util'
import type { CampaignProgress } from '../../client/index.ts'
import type { Action } from '../../spec/index.ts'

const barWidth = 20

/** The whole picture, for a terminal that redraws it: one line for each component, then the campaign. */
export function picture(progress: CampaignProgress, columns: number): string[] {
  const idWidth = widest(progress.actions.map(({ component }) => component.id))
  const versionWidth = widest(progress.actions.map(({ component }) => component.version ?? ''))
  const statusWidth = widest(progress.actions.map(({ status }) => status ?? ''))
  const lines = progress.actions.map((action) => {
    const { component, status = '', message = '' } = action
    const name = `${component.id.padEnd(idWidth)}  ${(component.version ?? '').padEnd(versionWidth)}`
    const text = `${name}  ${bar(action)}  ${status.padEnd(statusWidth)}  ${message}`
    return coloured(fitting(text, columns), status)
  })
  return [...lines, fitting(statusLine(progress), columns)]
}

/** What is new since `before`, for a log: changes of a status, every tenth per cent, and what is waited for. */
export function news(before: CampaignProgress | undefined, now: CampaignProgress): string[] {
  const known = new Map(before?.actions.map((action) => [action.component.id, action]))
  const lines = now.actions
    .filter((action) => isNews(known.get(action.component.id), action))
    .map((action) => `${nameOf(action)}: ${actionText(action)}`)
  const isSame = before?.status === now.status && before.message === now.message
  return isSame ? lines : [...lines, statusLine(now)]
}

/** The campaign as a whole: its status, and what there is to say of it. */
export function statusLine({ status, message, reason }: CampaignProgress): string {
  const code = reason ? ` [${reason.code}]` : ''
  return message ? `${status}: ${message}${code}` : `${status}${code}`
}

/** `software:app 1.2.0` */
function nameOf({ component }: Action): string {
  return component.version ? `${component.id} ${component.version}` : component.id
}

function actionText({ status = '', progress, message }: Action): string {
  const isUnderWay = !status.endsWith('_SUCCESS') && !status.endsWith('_FAILURE')
  const percent = isUnderWay && progress ? ` ${progress} %` : ''
  return message ? `${status}${percent}, ${message}` : `${status}${percent}`
}

/** In a manager's words, what agents do in ACTIVATE is a part of the update: saying it again is no news. */
const managersWord: Record<string, string> = {
  ACTIVATING: 'UPDATING',
  ACTIVATION_SUCCESS: 'UPDATE_SUCCESS',
  ACTIVATION_FAILURE: 'UPDATE_FAILURE',
}

function isNews(before: Action | undefined, now: Action): boolean {
  if (before?.status === undefined || now.status === undefined) return true
  if (managersWord[before.status] === now.status) return false
  if (before.status !== now.status) return true
  if (now.waitMs !== undefined && before.waitMs === undefined) return true
  return Math.floor((before.progress ?? 0) / 10) !== Math.floor((now.progress ?? 0) / 10)
}

function bar({ status = '', progress }: Action): string {
  const percent = progress ?? (status.endsWith('_SUCCESS') ? 100 : 0)
  const filled = Math.round((percent / 100) * barWidth)
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${String(percent).padStart(3)} %`
}

function coloured(line: string, status: string): string {
  if (status.endsWith('_FAILURE')) return styleText('red', line)
  return status.endsWith('_SUCCESS') ? styleText('green', line) : line
}

function fitting(line: string, columns: number): string {
  const text = line.trimEnd()
  return text.length < columns ? text : `${text.slice(0, columns - 2)}…`
}

function widest(texts: string[]): number {
  return Math.max(0, ...texts.map((text) => text.length))
}
