/**
 * What counts as this machine itself. Without access keys Muster listens nowhere else and answers
 * only requests that name it so: a page from elsewhere whose host name is made to point here (DNS
 * rebinding), or that posts here across origins, is refused.
 */
const IPV4_LOOPBACK = /^127\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
const IPV6_LOOPBACK = '::1';

/** Whether a host to listen on is this machine alone. */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase();
  if (name === 'localhost' || name === IPV6_LOOPBACK) return true;
  const octets = IPV4_LOOPBACK.exec(name);
  return octets?.slice(1).every((octet) => Number(octet) <= 255) ?? false;
}

/** Whether a `Host` header names this machine, with any port or none. */
export function isLoopbackAuthority(authority: string): boolean {
  const parts = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d{1,5}))?$/.exec(authority.trim());
  if (parts === null) return false;
  const [, bracketed, name = ''] = parts;
  return bracketed === undefined ? isLoopbackHost(name) : bracketed === IPV6_LOOPBACK;
}

/** Whether an `Origin` header is a page of this machine (RFC 6454: a scheme and an authority). */
export function isLoopbackOrigin(origin: string): boolean {
  const authority = /^https?:\/\/(.*)$/i.exec(origin.trim())?.[1];
  return authority !== undefined && isLoopbackAuthority(authority);
}
