export interface RestartPolicy {
  name: 'no' | 'always' | 'unless-stopped' | 'on-failure'
  maxRetries: number
}

/** Nobody starts it but Godwit. */
export const noRestart: RestartPolicy = { name: 'no', maxRetries: 0 }
