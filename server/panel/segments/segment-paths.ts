/** Where the pages of a segment are. */
export function segmentPath(id: string): string {
  return `/segments/${encodeURIComponent(id)}`;
}

export function editPath(id: string): string {
  return `${segmentPath(id)}/edit`;
}

export function audiencePath(id: string): string {
  return `/audience?segment=${encodeURIComponent(id)}`;
}
