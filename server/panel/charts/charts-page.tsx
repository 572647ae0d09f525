export default function ChartsPage() {
  return null;
}
