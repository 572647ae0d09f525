export default function AudiencePage() {
  return null;
}
