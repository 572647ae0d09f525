/** Where the page of a contact is. */
export function contactPath(id: string): string {
  return `/contacts/${encodeURIComponent(id)}`;
}
