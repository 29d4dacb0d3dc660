export function DocumentPages({ document }: { document: string }) {
  return <p>{document}</p>;
}
