import { useWords } from "../words/language.tsx";

const words = { it: "Un momento …", en: "One moment …" };

export function Loading() {
  const text = useWords(words);
  return (
    <p className="loading" role="status">
      {text}
    </p>
  );
}
