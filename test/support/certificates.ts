/** Certificates for tests, made by openssl: an authority, a server that is `localhost`, and a client. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Paths of PEM files. */
export interface Certificates {
  ca: string
  serverCert: string
  serverKey: string
  clientCert: string
  clientKey: string
}

/** Elliptic curves, since making RSA keys takes a second. */
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

/** Makes all of them in the folder. */
export function makeCertificates(folder: string): Certificates {
  const ca = makeAuthority(folder)
  const server = issueCertificate(folder, 'server', { names: ['DNS:localhost', 'IP:127.0.0.1'] })
  const client = issueCertificate(folder, 'client', { usage: 'clientAuth' })
  return {
    ca,
    serverCert: server.cert,
    serverKey: server.key,
    clientCert: client.cert,
    clientKey: client.key,
  }
}

export interface IssueOptions {
  /** What it is for, as in `DNS:localhost`. */
  names?: string[]
  usage?: 'clientAuth' | 'codeSigning'
  /** Years that it is valid from, and up to; by default it is valid now. */
  years?: [from: number, to: number]
}

/** One more certificate by the authority of the folder. */
export function issueCertificate(folder: string, name: string, options: IssueOptions) {
  const file = (ending: string) => join(folder, `${name}.${ending}`)
  const { names, usage, years } = options
  const extensions = [
    ...(names ? [`subjectAltName=${names.join(',')}`] : []),
    ...(usage ? [`extendedKeyUsage=${usage}`] : []),
  ]
  writeFileSync(file('ext'), extensions.join('\n'))
  openssl('req', ...newKey, '-keyout', file('key'), '-out', file('csr'), '-subj', `/CN=${name}`)
  const dates = years ? ['-startdate', `${years[0]}0101000000Z`, '-enddate', `${years[1]}0101000000Z`] : []
  const signing = ['-config', join(folder, 'ca.cnf'), '-batch', '-notext', '-extfile', file('ext'), ...dates]
  openssl('ca', ...signing, '-in', file('csr'), '-out', file('pem'))
  return { cert: file('pem'), key: file('key') }
}

function makeAuthority(folder: string): string {
  const [certificate, key] = [join(folder, 'ca.pem'), join(folder, 'ca.key')]
  const subject = ['-subj', '/CN=Test authority']
  openssl('req', '-x509', ...newKey, '-keyout', key, '-out', certificate, '-days', '2', ...subject)
  writeFileSync(join(folder, 'index.txt'), '')
  const config = [
    '[ca]',
    'default_ca = authority',
    '[authority]',
    `database = ${join(folder, 'index.txt')}`,
    `new_certs_dir = ${folder}`,
    `certificate = ${certificate}`,
    `private_key = ${key}`,
    'rand_serial = yes',
    'default_md = sha256',
    'default_days = 2',
    'policy = policy',
    '[policy]',
    'commonName = supplied',
  ]
  writeFileSync(join(folder, 'ca.cnf'), config.join('\n'))
  return certificate
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: 'ignore' })
}
