import type { TextBlock } from "../../shared/words/document-words.ts";

/** Shows a text of `shared/words` on a page. */
export function TextBlocks({ blocks }: { blocks: readonly TextBlock[] }) {
  return blocks.map((block) => {
    if ("heading" in block) return <h2 key={block.heading}>{block.heading}</h2>;
    if ("paragraph" in block) {
      return (
        <p key={block.paragraph}>
          <Stressed text={block.paragraph} />
        </p>
      );
    }
    const items = block.list.map((item) => (
      <li key={item}>
        <Stressed text={item} />
      </li>
    ));
    return block.isNumbered === true ? <ol key={block.list[0]}>{items}</ol> : <ul key={block.list[0]}>{items}</ul>;
  });
}

function Stressed({ text }: { text: string }) {
  return text.split("**").map((part, position) => (position % 2 === 1 ? <strong key={part}>{part}</strong> : part));
}
