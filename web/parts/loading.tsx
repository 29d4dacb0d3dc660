import { useEntryWords } from "../words/language.tsx";

export function Loading() {
  const text = useEntryWords().loading;
  return (
    <p className="loading" role="status">
      {text}
    </p>
  );
}
