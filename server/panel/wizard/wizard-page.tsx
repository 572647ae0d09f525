export default function WizardPage({
  id,
  template,
}: {
  readonly id?: string;
  readonly template?: string;
}) {
  return id ?? template;
}
