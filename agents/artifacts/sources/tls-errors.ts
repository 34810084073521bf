/** What is wrong with a TLS connection, in words. The codes are OpenSSL's and Node's. */

const unknownAuthority = 'its certificate comes from an authority that is not trusted here'

const problems: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed, and not trusted here',
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `${unknownAuthority}, or the server leaves out a part of the chain`,
  CERT_UNTRUSTED: unknownAuthority,
  CERT_HAS_EXPIRED: 'its certificate has expired, or the clock of this device is ahead: check both',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet: check the clock of this device',
  CERT_REVOKED: 'its certificate was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS there',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS there',
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: 'the client certificate and the key do not belong together',
}

/** Alerts by which a server says that it wants a client certificate, or another one. */
const clientAlert =
  /ALERT_(CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_UNKNOWN)/

const tlsCode =
  /^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|ERR_CRYPTO_|CERT_|CRL_|EPROTO$|INVALID_(CA|PURPOSE)$|HOSTNAME_MISMATCH$)/

/** Whether an error with that code comes from TLS. */
export function isTlsFailure(code: string): boolean {
  return code in problems || tlsCode.test(code)
}

/**
 * The code as Node makes it of what OpenSSL says. For an error in writing it does not: then all stands in the message,
 * as in `…:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:…`.
 */
export function tlsCodeOf({ code, message }: { code?: string; message?: string }): string | undefined {
  if (code !== 'EPROTO') return code
  const reason = /:SSL routines:[^:]*:([^:]+):/.exec(message ?? '')?.[1]
  return reason === undefined ? code : `ERR_SSL_${reason.toUpperCase().replaceAll(' ', '_')}`
}

/** For people: `mirror.example: its certificate has expired, …`. */
export function tlsProblem(code: string, host: string): string {
  const ofClient = clientAlert.test(code) ? 'it wants a client certificate, or another one' : undefined
  const ofFiles = code.startsWith('ERR_OSSL_') ? 'a configured certificate or key is of no use' : undefined
  return `no TLS connection to ${host}: ${problems[code] ?? ofClient ?? ofFiles ?? 'the handshake failed'}`
}
