export default function ContactPage({ id }: { readonly id: string }) {
  return id;
}
