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

/** Makes all of them in the folder. Elliptic curves, since making RSA keys takes a second. */
export function makeCertificates(folder: string): Certificates {
  const file = (name: string) => join(folder, name)
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' })
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const ca = file('ca.pem')
  const caKey = file('ca.key')
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    caKey,
    '-out',
    ca,
    '-days',
    '2',
    '-subj',
    '/CN=Test authority',
  )

  const issue = (name: string, subject: string, extensions: string) => {
    const paths = { cert: file(`${name}.pem`), key: file(`${name}.key`) }
    const request = file(`${name}.csr`)
    const extensionFile = file(`${name}.ext`)
    writeFileSync(extensionFile, extensions)
    openssl('req', ...newKey, '-keyout', paths.key, '-out', request, '-subj', `/CN=${subject}`)
    const signing = ['-CA', ca, '-CAkey', caKey, '-CAcreateserial', '-days', '2', '-extfile', extensionFile]
    openssl('x509', '-req', '-in', request, ...signing, '-out', paths.cert)
    return paths
  }
  const server = issue('server', 'localhost', 'subjectAltName=DNS:localhost,IP:127.0.0.1')
  const client = issue('client', 'test-device', 'extendedKeyUsage=clientAuth')
  return {
    ca,
    serverCert: server.cert,
    serverKey: server.key,
    clientCert: client.cert,
    clientKey: client.key,
  }
}
