declare module "*.md" {
  /** The text of the file as HTML, without its first heading. */
  export const html: string;
}
