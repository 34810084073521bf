import type { KeyValue } from '../../spec/index.ts'
import type { ArtifactDescription } from '../artifacts/artifacts.ts'
import type { PlannedAction } from '../sdk/agent.ts'
import type { ActivationRules } from './spec/activation-rules.ts'
import type { ContainerSpec } from './spec/container-spec.ts'

/** What the steps of an action need to know; kept with the operation. */
export type ContainerDetail = KeepDetail | DestroyDetail

/** `create` has nothing before it, `recreate` replaces what is there, `update` changes it, `check` has it run. */
export interface KeepDetail {
  kind: 'create' | 'recreate' | 'update' | 'check'
  /** Id of the container that was there before. */
  previous?: string
  spec: ContainerSpec
  rules: ActivationRules
  image: ImageOrigin
  /** What the inventory may tell of the configuration. */
  config: KeyValue[]
}

interface DestroyDetail {
  kind: 'destroy'
  previous?: string
}

/** Where an image comes from that is not there. */
export type ImageOrigin =
  | { kind: 'nowhere' }
  /** Godwit fetches it from its registry. */
  | { kind: 'registry' }
  /** The engine fetches it. */
  | { kind: 'engine' }
  | { kind: 'archive'; artifact: ArtifactDescription }

export function detailOf(action: PlannedAction): ContainerDetail {
  return action.detail as ContainerDetail
}

/** Whether a new container takes the place of what is there. */
export const replaces = (detail: ContainerDetail): detail is KeepDetail =>
  detail.kind === 'create' || detail.kind === 'recreate'
