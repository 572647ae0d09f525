export default function SegmentPage({ id }: { readonly id: string }) {
  return id;
}
